INSERT INTO "res_user-res_group" ("user", "group", create_uid, create_date)
WITH roles AS MATERIALIZED (SELECT id, role FROM view_role v)
SELECT u.id, r.id, 0, x.now_erp
FROM change_grant_insert c
JOIN res_user u ON u.login = c.login
JOIN roles r ON r.role = c.role
CROSS JOIN change_context x
ORDER BY c.n;

-- The administrator flag.
UPDATE res_user
SET administrator = true, write_uid = 0, write_date = (SELECT now_erp FROM change_context)
WHERE login IN (SELECT login FROM change_grant_insert WHERE role = 'res.group_admin');
