-- From 7.6 a module update fails on a shipped row that was deleted by hand; before it the row is gone for good.
SELECT d.module || '.' || d.fs_id AS subject, 'the shipped record of res.group ' || d.db_id || ' was deleted; the next module update fails on it' AS detail
FROM ir_model_data d
WHERE d.model = 'res.group' AND d.db_id IS NOT NULL AND d.db_id NOT IN (SELECT id FROM res_group)
UNION ALL
SELECT d.module || '.' || d.fs_id, 'the shipped record of ir.model.access ' || d.db_id || ' was deleted; the next module update fails on it'
FROM ir_model_data d
WHERE d.model = 'ir.model.access' AND d.db_id IS NOT NULL AND d.db_id NOT IN (SELECT id FROM ir_model_access)
UNION ALL
SELECT d.module || '.' || d.fs_id, 'the shipped record of ir.model.field.access ' || d.db_id || ' was deleted; the next module update fails on it'
FROM ir_model_data d
WHERE d.model = 'ir.model.field.access' AND d.db_id IS NOT NULL AND d.db_id NOT IN (SELECT id FROM ir_model_field_access)
UNION ALL
SELECT d.module || '.' || d.fs_id, 'the shipped record of res.user-res.group ' || d.db_id || ' was deleted; the next module update fails on it'
FROM ir_model_data d
WHERE d.model = 'res.user-res.group' AND d.db_id IS NOT NULL AND d.db_id NOT IN (SELECT id FROM "res_user-res_group")
UNION ALL
SELECT d.module || '.' || d.fs_id, 'the shipped record of ir.rule.group ' || d.db_id || ' was deleted; the next module update fails on it'
FROM ir_model_data d
WHERE d.model = 'ir.rule.group' AND d.db_id IS NOT NULL AND d.db_id NOT IN (SELECT id FROM ir_rule_group)
UNION ALL
SELECT d.module || '.' || d.fs_id, 'the shipped record of ir.rule ' || d.db_id || ' was deleted; the next module update fails on it'
FROM ir_model_data d
WHERE d.model = 'ir.rule' AND d.db_id IS NOT NULL AND d.db_id NOT IN (SELECT id FROM ir_rule)
UNION ALL
SELECT d.module || '.' || d.fs_id, 'the shipped record of ir.rule.group-res.group ' || d.db_id || ' was deleted; the next module update fails on it'
FROM ir_model_data d
WHERE d.model = 'ir.rule.group-res.group' AND d.db_id IS NOT NULL AND d.db_id NOT IN (SELECT id FROM "ir_rule_group-res_group")
UNION ALL
SELECT d.module || '.' || d.fs_id, 'the shipped record of ir.model.button-res.group ' || d.db_id || ' was deleted; the next module update fails on it'
FROM ir_model_data d
WHERE d.model = 'ir.model.button-res.group' AND d.db_id IS NOT NULL AND d.db_id NOT IN (SELECT id FROM "ir_model_button-res_group")
