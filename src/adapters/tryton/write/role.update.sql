-- Names are unique row by row on PostgreSQL, so groups that hand a name on are parked under a name of this apply first.
UPDATE res_group AS g
SET name = x.apply_id || ':role.update:' || k.n
FROM (
    WITH roles AS MATERIALIZED (SELECT id, role FROM view_role v)
    SELECT r.id, c.n, c.title, c.old_title, c.active
    FROM change_role_update c
    JOIN roles r ON r.role = c.role
    WHERE c.title <> c.old_title AND c.old_title IN (SELECT title FROM change_role_update)
) k
CROSS JOIN change_context x
WHERE g.id = k.id;

-- The translations of a name win over the name itself: those that only repeat the old name follow it, real
-- translations are marked fuzzy, which the server ignores.
UPDATE ir_translation AS t
SET src = k.title,
    value = CASE WHEN t.lang = 'en' OR t.value = k.old_title THEN k.title ELSE t.value END,
    fuzzy = NOT (t.lang = 'en' OR t.value = k.old_title),
    write_uid = 0, write_date = (SELECT now_erp FROM change_context)
FROM (
    WITH roles AS MATERIALIZED (SELECT id, role FROM view_role v)
    SELECT r.id, c.n, c.title, c.old_title, c.active
    FROM change_role_update c
    JOIN roles r ON r.role = c.role
    WHERE c.title <> c.old_title
) k
WHERE t.res_id = k.id AND t.type = 'model' AND t.name = 'res.group,name' AND t.lang <> '__trueup__';

UPDATE res_group AS g
SET name = k.title, active = k.active, write_uid = 0, write_date = x.now_erp
FROM (
    WITH roles AS MATERIALIZED (SELECT id, role FROM view_role v)
    SELECT r.id, c.n, c.title, c.old_title, c.active
    FROM change_role_update c
    JOIN roles r ON r.role = c.role
) k
CROSS JOIN change_context x
WHERE g.id = k.id;
