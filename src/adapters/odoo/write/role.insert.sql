-- A group without a category (before 19) or privilege: what stands in one is a field of the user form, which Odoo generates and
-- would miss. Its key is an external id of a module that no upgrade looks at.
INSERT INTO res_groups (name, share, create_uid, write_uid, create_date, write_date)
SELECT jsonb_build_object('en_US', x.apply_id || ':role.insert:' || c.n), false, 1, 1, x.now_erp, x.now_erp
FROM change_role_insert c
CROSS JOIN change_context x
ORDER BY c.n;

-- A key whose group was deleted in Odoo is free again.
DELETE FROM ir_model_data
WHERE module = '__trueup__' AND model = 'res.groups' AND name IN (SELECT role FROM change_role_insert);

INSERT INTO ir_model_data (module, name, model, res_id, noupdate, create_uid, write_uid, create_date, write_date)
SELECT '__trueup__', c.role, 'res.groups', g.id, true, 1, 1, x.now_erp, x.now_erp
FROM change_role_insert c
CROSS JOIN change_context x
JOIN view_group g ON g.name = x.apply_id || ':role.insert:' || c.n;

UPDATE res_groups AS g
SET name = jsonb_build_object('en_US', c.title)
FROM change_role_insert c
CROSS JOIN change_context x
WHERE g.name ->> 'en_US' = x.apply_id || ':role.insert:' || c.n;
