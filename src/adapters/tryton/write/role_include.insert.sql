-- A group has one parent (refuse/role-include).
UPDATE res_group AS g
SET parent = k.parent, write_uid = 0, write_date = x.now_erp
FROM (
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
    SELECT r.id, p.id AS parent
    FROM change_role_include_insert c
    JOIN roles r ON r.role = c.role
    JOIN roles p ON p.role = c.included
) k
CROSS JOIN change_context x
WHERE g.id = k.id;
