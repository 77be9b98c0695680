-- A rule that is there gets one group more, or is switched on for just these groups. Another one repeats a condition that some rule
-- on the same model has (refuse/record-rule-form): nobody can try a new one by SQL.
INSERT INTO ir_rule (name, model_id, domain_force, active, perm_read, perm_write, perm_create, perm_unlink, "global", create_uid,
    write_uid, create_date, write_date)
SELECT c.name, m.id, c.filter, false, ',' || c.actions || ',' LIKE '%,read,%', ',' || c.actions || ',' LIKE '%,write,%',
    ',' || c.actions || ',' LIKE '%,create,%', ',' || c.actions || ',' LIKE '%,delete,%', false, 1, 1, x.now_erp, x.now_erp
FROM (
    SELECT resource, name, filter, actions, min(n) AS n FROM change_record_rule_insert GROUP BY resource, name, filter, actions
) c
JOIN view_model m ON m.model = c.resource
CROSS JOIN change_context x
WHERE NOT EXISTS (SELECT 1 FROM view_rule r WHERE r.resource = c.resource AND r.name = c.name)
ORDER BY c.n;

INSERT INTO ir_model_data (module, name, model, res_id, noupdate, create_uid, write_uid, create_date, write_date)
SELECT DISTINCT '__trueup__', 'rule_' || r.id, 'ir.rule', r.id, true, 1, 1, x.now_erp, x.now_erp
FROM change_record_rule_insert c
JOIN view_rule r ON r.resource = c.resource AND r.name = c.name AND r.module IS NULL AND NOT r.active
JOIN ir_rule i ON i.id = r.id
CROSS JOIN change_context x
WHERE i.create_date = x.now_erp;

DELETE FROM rule_group_rel AS l
USING change_record_rule_insert c
JOIN view_rule r ON r.resource = c.resource AND r.name = c.name AND NOT r.active
WHERE l.rule_group_id = r.id;

INSERT INTO rule_group_rel (rule_group_id, group_id)
SELECT r.id, o.id
FROM change_record_rule_insert c
JOIN view_rule r ON r.resource = c.resource AND r.name = c.name
JOIN (SELECT id, role FROM view_role v) o ON o.role = c.role;

UPDATE ir_rule AS i
SET active = true, "global" = NOT EXISTS (SELECT 1 FROM rule_group_rel l WHERE l.rule_group_id = i.id), write_uid = 1, write_date = x.now_erp
FROM change_context x
WHERE i.id IN (SELECT r.id FROM change_record_rule_insert c JOIN view_rule r ON r.resource = c.resource AND r.name = c.name);
