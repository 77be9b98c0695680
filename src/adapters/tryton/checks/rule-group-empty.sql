-- A group rule without any condition lifts the other rules of whoever is in the group.
WITH roles AS MATERIALIZED (SELECT id, role FROM view_role v)
SELECT r.role AS subject, 'the record rule "' || g.name || '" has no condition and lifts the other rules on its model' AS detail
FROM ir_rule_group g
JOIN "ir_rule_group-res_group" l ON l.rule_group = g.id
JOIN roles r ON r.id = l."group"
WHERE g.global_p IS NOT TRUE AND g.id NOT IN (SELECT rule_group FROM ir_rule WHERE rule_group IS NOT NULL)
    AND g.id NOT IN (SELECT db_id FROM ir_model_data WHERE model = 'ir.rule.group' AND db_id IS NOT NULL)
