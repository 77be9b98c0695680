-- A group rule without any condition lifts the other rules of whoever is in the group.
WITH roles AS MATERIALIZED (
    SELECT g.id, CAST(COALESCE(d.role, t.role, 'name:' || g.name) AS text) AS role
    FROM res_group g
    LEFT JOIN (
        SELECT db_id AS id, min(module || '.' || fs_id) AS role
        FROM ir_model_data WHERE model = 'res.group' GROUP BY db_id
    ) d ON d.id = g.id
    LEFT JOIN (
        SELECT CAST(min(res_id) AS integer) AS id, value AS role
        FROM ir_translation WHERE lang = '__trueup__' AND type = 'model' AND name = 'res.group,name' GROUP BY value
    ) t ON t.id = g.id
)
SELECT r.role AS subject, 'the record rule "' || g.name || '" has no condition and lifts the other rules on its model' AS detail
FROM ir_rule_group g
JOIN "ir_rule_group-res_group" l ON l.rule_group = g.id
JOIN roles r ON r.id = l."group"
WHERE g.global_p IS NOT TRUE AND g.id NOT IN (SELECT rule_group FROM ir_rule WHERE rule_group IS NOT NULL)
    AND g.id NOT IN (SELECT db_id FROM ir_model_data WHERE model = 'ir.rule.group' AND db_id IS NOT NULL)
