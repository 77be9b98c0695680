-- A membership that a module ships must be remembered as deleted, or the next module update fails on it.
UPDATE ir_model_data
SET db_id = NULL, write_uid = 0, write_date = (SELECT now_erp FROM change_context)
WHERE model = 'res.user-res.group' AND db_id IN (
    WITH roles AS MATERIALIZED (SELECT id, role FROM view_role v)
    SELECT l.id
    FROM change_grant_delete c
    JOIN res_user u ON u.login = c.login
    JOIN roles r ON r.role = c.role
    JOIN "res_user-res_group" l ON l."user" = u.id AND l."group" = r.id
);

DELETE FROM "res_user-res_group"
WHERE id IN (
    WITH roles AS MATERIALIZED (SELECT id, role FROM view_role v)
    SELECT l.id
    FROM change_grant_delete c
    JOIN res_user u ON u.login = c.login
    JOIN roles r ON r.role = c.role
    JOIN "res_user-res_group" l ON l."user" = u.id AND l."group" = r.id
);
