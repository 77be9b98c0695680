-- A membership that a module ships must be remembered as deleted, or the next module update fails on it.
UPDATE ir_model_data
SET db_id = NULL, write_uid = 0, write_date = (SELECT now_erp FROM change_context)
WHERE model = 'res.user-res.group' AND db_id IN (
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
    SELECT l.id
    FROM change_grant_delete c
    JOIN res_user u ON u.login = c.login
    JOIN roles r ON r.role = c.role
    JOIN "res_user-res_group" l ON l."user" = u.id AND l."group" = r.id
);

DELETE FROM "res_user-res_group"
WHERE id IN (
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
    SELECT l.id
    FROM change_grant_delete c
    JOIN res_user u ON u.login = c.login
    JOIN roles r ON r.role = c.role
    JOIN "res_user-res_group" l ON l."user" = u.id AND l."group" = r.id
);
