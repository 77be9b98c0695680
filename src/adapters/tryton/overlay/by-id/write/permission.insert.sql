-- A grant of actions on a model, a field (model/field) or a button (model#button). A shipped row that says exactly
-- this and was switched off is switched on again; else we add a row of our own and never edit a shipped one, because
-- a module update would overwrite it.

UPDATE ir_model_access
SET active = true, write_uid = 0, write_date = (SELECT now_erp FROM change_context)
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
        UNION ALL SELECT -1, '*'
    ),
    shipped AS MATERIALIZED (
        SELECT a.id, r.role, m.model AS resource,
            a.active, a.perm_read, a.perm_write, a.perm_create, a.perm_delete
        FROM ir_model_access a
        JOIN ir_model m ON m.id = a.model
        JOIN roles r ON r.id = COALESCE(a."group", -1)
        JOIN ir_model_data d ON d.model = 'ir.model.access' AND d.db_id = a.id
    )
    SELECT min(a.id)
    FROM shipped a
    JOIN change_permission_insert c ON c.role = a.role AND c.resource = a.resource
    WHERE COALESCE(a.perm_read, false) = (',' || c.actions || ',' LIKE '%,read,%')
            AND COALESCE(a.perm_write, false) = (',' || c.actions || ',' LIKE '%,write,%')
            AND COALESCE(a.perm_create, false) = (',' || c.actions || ',' LIKE '%,create,%')
            AND COALESCE(a.perm_delete, false) = (',' || c.actions || ',' LIKE '%,delete,%')
    GROUP BY c.n
);

INSERT INTO ir_model_access (model, "group", active, perm_read, perm_write, perm_create, perm_delete,
    create_uid, create_date)
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
present AS MATERIALIZED (
    SELECT a.id, r.role, m.model AS resource
    FROM ir_model_access a
    JOIN ir_model m ON m.id = a.model
    JOIN roles r ON r.id = COALESCE(a."group", -1)
    WHERE a.active
)
SELECT m.id, NULLIF(r.id, -1), true,
    ',' || c.actions || ',' LIKE '%,read,%',
    ',' || c.actions || ',' LIKE '%,write,%',
    ',' || c.actions || ',' LIKE '%,create,%',
    ',' || c.actions || ',' LIKE '%,delete,%',
    0, x.now_erp
FROM change_permission_insert c
JOIN roles r ON r.role = c.role
JOIN ir_model m ON m.model = c.resource
LEFT JOIN present a ON a.resource = c.resource AND a.role = c.role
CROSS JOIN change_context x
WHERE a.id IS NULL
    AND c.resource NOT LIKE '%/%' AND c.resource NOT LIKE '%#%'
ORDER BY c.n;

UPDATE ir_model_field_access
SET active = true, write_uid = 0, write_date = (SELECT now_erp FROM change_context)
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
        UNION ALL SELECT -1, '*'
    ),
    shipped AS MATERIALIZED (
        SELECT a.id, r.role, CAST(m.model || '/' || f.name AS text) AS resource,
            a.active, a.perm_read, a.perm_write, a.perm_create, a.perm_delete
        FROM ir_model_field_access a
        JOIN ir_model_field f ON f.id = a.field
        JOIN ir_model m ON m.id = f.model
        JOIN roles r ON r.id = COALESCE(a."group", -1)
        JOIN ir_model_data d ON d.model = 'ir.model.field.access' AND d.db_id = a.id
    )
    SELECT min(a.id)
    FROM shipped a
    JOIN change_permission_insert c ON c.role = a.role AND c.resource = a.resource
    WHERE COALESCE(a.perm_read, false) = (',' || c.actions || ',' LIKE '%,read,%')
            AND COALESCE(a.perm_write, false) = (',' || c.actions || ',' LIKE '%,write,%')
            AND COALESCE(a.perm_create, false) = (',' || c.actions || ',' LIKE '%,create,%')
            AND COALESCE(a.perm_delete, false) = (',' || c.actions || ',' LIKE '%,delete,%')
    GROUP BY c.n
);

INSERT INTO ir_model_field_access (field, "group", active, perm_read, perm_write, perm_create, perm_delete,
    create_uid, create_date)
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
present AS MATERIALIZED (
    SELECT a.id, r.role, CAST(m.model || '/' || f.name AS text) AS resource
    FROM ir_model_field_access a
    JOIN ir_model_field f ON f.id = a.field
    JOIN ir_model m ON m.id = f.model
    JOIN roles r ON r.id = COALESCE(a."group", -1)
    WHERE a.active
),
fields AS MATERIALIZED (
    SELECT f.id, CAST(m.model || '/' || f.name AS text) AS resource FROM ir_model_field f JOIN ir_model m ON m.id = f.model
)
SELECT f.id, NULLIF(r.id, -1), true,
    ',' || c.actions || ',' LIKE '%,read,%',
    ',' || c.actions || ',' LIKE '%,write,%',
    ',' || c.actions || ',' LIKE '%,create,%',
    ',' || c.actions || ',' LIKE '%,delete,%',
    0, x.now_erp
FROM change_permission_insert c
JOIN roles r ON r.role = c.role
JOIN fields f ON f.resource = c.resource
LEFT JOIN present a ON a.resource = c.resource AND a.role = c.role
CROSS JOIN change_context x
WHERE a.id IS NULL
ORDER BY c.n;

UPDATE "ir_model_button-res_group"
SET active = true, write_uid = 0, write_date = (SELECT now_erp FROM change_context)
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
    ),
    buttons AS MATERIALIZED (
        SELECT b.id, CAST(m.model || '#' || b.name AS text) AS resource
        FROM ir_model_button b JOIN ir_model m ON m.id = b.model CROSS JOIN (SELECT CAST(NULL AS boolean) AS active) absent
        WHERE COALESCE((SELECT active FROM ir_model_button i WHERE i.id = b.id), true)
    )
    SELECT min(l.id)
    FROM change_permission_insert c
    JOIN buttons b ON b.resource = c.resource
    JOIN roles r ON r.role = c.role
    JOIN "ir_model_button-res_group" l ON l.button = b.id AND l."group" = r.id
    WHERE c.actions = 'press'
    GROUP BY c.n
);

INSERT INTO "ir_model_button-res_group" (button, "group", active, create_uid, create_date)
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
SELECT b.id, r.id, true, 0, x.now_erp
FROM change_permission_insert c
JOIN buttons b ON b.resource = c.resource
JOIN roles r ON r.role = c.role
LEFT JOIN "ir_model_button-res_group" l ON l.button = b.id AND l."group" = r.id
CROSS JOIN change_context x
WHERE c.actions = 'press' AND l.id IS NULL
ORDER BY c.n;
