INSERT INTO "res_user-res_group" ("user", "group", create_uid, create_date)
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
SELECT u.id, r.id, 0, x.now_erp
FROM change_grant_insert c
JOIN res_user u ON u.login = c.login
JOIN roles r ON r.role = c.role
CROSS JOIN change_context x
ORDER BY c.n;
