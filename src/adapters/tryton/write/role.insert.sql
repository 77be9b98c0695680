-- A name that another group gives up in the same plan is freed first (role.update gives that group its final name).
UPDATE res_group AS g
SET name = x.apply_id || ':role.update:' || k.n
FROM (
    WITH roles AS MATERIALIZED (SELECT id, role FROM view_role v)
    SELECT r.id, c.n
    FROM change_role_update c
    JOIN roles r ON r.role = c.role
    WHERE c.title <> c.old_title AND c.old_title IN (SELECT title FROM change_role_insert)
) k
CROSS JOIN change_context x
WHERE g.id = k.id;

INSERT INTO res_group (name, active, create_uid, create_date)
SELECT c.title, c.active, 0, x.now_erp
FROM change_role_insert c
CROSS JOIN change_context x
ORDER BY c.n;

-- A key whose group was deleted in the user interface is free again.
DELETE FROM ir_translation
WHERE lang = '__trueup__' AND type = 'model' AND name = 'res.group,name' AND value IN (SELECT role FROM change_role_insert);

INSERT INTO ir_translation (name, type, lang, res_id, src, value, fuzzy, create_uid, create_date)
SELECT 'res.group,name', 'model', '__trueup__', g.id, c.role, c.role, true, 0, x.now_erp
FROM change_role_insert c
JOIN res_group g ON g.name = c.title
CROSS JOIN change_context x;
