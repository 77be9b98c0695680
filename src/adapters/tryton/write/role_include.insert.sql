-- A group has one parent (refuse/role-include).
UPDATE res_group AS g
SET parent = k.parent, write_uid = 0, write_date = x.now_erp
FROM (
    WITH roles AS MATERIALIZED (SELECT id, role FROM view_role v)
    SELECT r.id, p.id AS parent
    FROM change_role_include_insert c
    JOIN roles r ON r.role = c.role
    JOIN roles p ON p.role = c.included
) k
CROSS JOIN change_context x
WHERE g.id = k.id;
