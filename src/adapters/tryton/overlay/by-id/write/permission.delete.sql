-- Shipped rows are switched off (a module update leaves that alone, but stumbles over a deleted row); ours go.

UPDATE ir_model_access
SET active = false, write_uid = 0, write_date = (SELECT now_erp FROM change_context)
WHERE active AND id IN (
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
        UNION ALL SELECT -1, '*'
    ),
    rows_of AS MATERIALIZED (
        SELECT a.id, r.role, m.model AS resource
        FROM ir_model_access a
        JOIN ir_model m ON m.id = a.model
        JOIN roles r ON r.id = COALESCE(a."group", -1)
        WHERE a.active
    )
    SELECT a.id
    FROM change_permission_delete c
    JOIN rows_of a ON a.resource = c.resource AND a.role = c.role
    WHERE a.id IN (SELECT db_id FROM ir_model_data WHERE model = 'ir.model.access' AND db_id IS NOT NULL)
);

DELETE FROM ir_model_access
WHERE active AND id IN (
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
        UNION ALL SELECT -1, '*'
    ),
    rows_of AS MATERIALIZED (
        SELECT a.id, r.role, m.model AS resource
        FROM ir_model_access a
        JOIN ir_model m ON m.id = a.model
        JOIN roles r ON r.id = COALESCE(a."group", -1)
        WHERE a.active
    )
    SELECT a.id
    FROM change_permission_delete c
    JOIN rows_of a ON a.resource = c.resource AND a.role = c.role
);

UPDATE ir_model_field_access
SET active = false, write_uid = 0, write_date = (SELECT now_erp FROM change_context)
WHERE active AND id IN (
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
        UNION ALL SELECT -1, '*'
    ),
    rows_of AS MATERIALIZED (
        SELECT a.id, r.role, CAST(m.model || '/' || f.name AS text) AS resource
        FROM ir_model_field_access a
        JOIN ir_model_field f ON f.id = a.field
        JOIN ir_model m ON m.id = f.model
        JOIN roles r ON r.id = COALESCE(a."group", -1)
        WHERE a.active
    )
    SELECT a.id
    FROM change_permission_delete c
    JOIN rows_of a ON a.resource = c.resource AND a.role = c.role
    WHERE a.id IN (SELECT db_id FROM ir_model_data WHERE model = 'ir.model.field.access' AND db_id IS NOT NULL)
);

DELETE FROM ir_model_field_access
WHERE active AND id IN (
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
        UNION ALL SELECT -1, '*'
    ),
    rows_of AS MATERIALIZED (
        SELECT a.id, r.role, CAST(m.model || '/' || f.name AS text) AS resource
        FROM ir_model_field_access a
        JOIN ir_model_field f ON f.id = a.field
        JOIN ir_model m ON m.id = f.model
        JOIN roles r ON r.id = COALESCE(a."group", -1)
        WHERE a.active
    )
    SELECT a.id
    FROM change_permission_delete c
    JOIN rows_of a ON a.resource = c.resource AND a.role = c.role
);

UPDATE "ir_model_button-res_group"
SET active = false, write_uid = 0, write_date = (SELECT now_erp FROM change_context)
WHERE active AND id IN (
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
    ),
    buttons AS MATERIALIZED (
        SELECT b.id, CAST(m.model || '#' || b.name AS text) AS resource
        FROM ir_model_button b JOIN ir_model m ON m.id = b.model CROSS JOIN (SELECT CAST(NULL AS boolean) AS active) absent
        WHERE COALESCE((SELECT active FROM ir_model_button i WHERE i.id = b.id), true)
    )
    SELECT l.id
    FROM change_permission_delete c
    JOIN buttons b ON b.resource = c.resource
    JOIN roles r ON r.role = c.role
    JOIN "ir_model_button-res_group" l ON l.button = b.id AND l."group" = r.id
    WHERE l.id IN (SELECT db_id FROM ir_model_data WHERE model = 'ir.model.button-res.group' AND db_id IS NOT NULL)
);

DELETE FROM "ir_model_button-res_group"
WHERE active AND id IN (
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
    ),
    buttons AS MATERIALIZED (
        SELECT b.id, CAST(m.model || '#' || b.name AS text) AS resource
        FROM ir_model_button b JOIN ir_model m ON m.id = b.model CROSS JOIN (SELECT CAST(NULL AS boolean) AS active) absent
        WHERE COALESCE((SELECT active FROM ir_model_button i WHERE i.id = b.id), true)
    )
    SELECT l.id
    FROM change_permission_delete c
    JOIN buttons b ON b.resource = c.resource
    JOIN roles r ON r.role = c.role
    JOIN "ir_model_button-res_group" l ON l.button = b.id AND l."group" = r.id
);
