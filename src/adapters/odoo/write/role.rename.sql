-- A group gets another key. Its title stays, so only the external id moves: own -> own, name:<title> -> own (a group made in the
-- user interface is adopted), own -> name:<title> (it is let go). In two steps, so that two groups may swap keys.
INSERT INTO ir_model_data (module, name, model, res_id, noupdate, create_uid, write_uid, create_date, write_date)
SELECT '__trueup__', x.apply_id || ':role.rename:' || c.n, 'res.groups', r.id, true, 1, 1, x.now_erp, x.now_erp
FROM change_role_rename c
JOIN view_role r ON r.role = c.old_role AND NOT r.keyed
CROSS JOIN change_context x
WHERE c.role NOT LIKE 'name:%';

UPDATE ir_model_data AS d
SET name = x.apply_id || ':role.rename:' || c.n, write_uid = 1, write_date = x.now_erp
FROM change_role_rename c
CROSS JOIN change_context x
WHERE d.module = '__trueup__' AND d.model = 'res.groups' AND d.name = c.old_role AND c.role NOT LIKE 'name:%';

UPDATE ir_model_data AS d
SET name = c.role
FROM change_role_rename c
CROSS JOIN change_context x
WHERE d.module = '__trueup__' AND d.model = 'res.groups' AND d.name = x.apply_id || ':role.rename:' || c.n;

DELETE FROM ir_model_data AS d
USING change_role_rename c
WHERE d.module = '__trueup__' AND d.model = 'res.groups' AND d.name = c.old_role AND c.role LIKE 'name:%';
