-- A grant of actions on a model, a field (model/field) or a button (model#button). A shipped row that says exactly
-- this and was switched off is switched on again; else we add a row of our own and never edit a shipped one, because
-- a module update would overwrite it.

UPDATE ir_model_access
SET active = true, write_uid = 0, write_date = (SELECT now_erp FROM change_context)
WHERE id IN (
    WITH roles AS MATERIALIZED (
        SELECT id, role FROM view_role v
        UNION ALL SELECT -1, '*'
    ),
    shipped AS MATERIALIZED (
        SELECT a.id, r.role, a.resource,
            a.active, a.perm_read, a.perm_write, a.perm_create, a.perm_delete
        FROM view_model_access a
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
    SELECT id, role FROM view_role v
    UNION ALL SELECT -1, '*'
),
present AS MATERIALIZED (
    SELECT a.id, r.role, a.resource
    FROM view_model_access a
    JOIN roles r ON r.id = COALESCE(a."group", -1)
    WHERE a.active
)
SELECT c.resource, NULLIF(r.id, -1), true,
    ',' || c.actions || ',' LIKE '%,read,%',
    ',' || c.actions || ',' LIKE '%,write,%',
    ',' || c.actions || ',' LIKE '%,create,%',
    ',' || c.actions || ',' LIKE '%,delete,%',
    0, x.now_erp
FROM change_permission_insert c
JOIN roles r ON r.role = c.role
LEFT JOIN present a ON a.resource = c.resource AND a.role = c.role
CROSS JOIN change_context x
WHERE a.id IS NULL
    AND c.resource NOT LIKE '%/%' AND c.resource NOT LIKE '%#%'
ORDER BY c.n;

UPDATE ir_model_field_access
SET active = true, write_uid = 0, write_date = (SELECT now_erp FROM change_context)
WHERE id IN (
    WITH roles AS MATERIALIZED (
        SELECT id, role FROM view_role v
        UNION ALL SELECT -1, '*'
    ),
    shipped AS MATERIALIZED (
        SELECT a.id, r.role, a.resource,
            a.active, a.perm_read, a.perm_write, a.perm_create, a.perm_delete
        FROM view_field_access a
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

INSERT INTO ir_model_field_access (model, field, "group", active, perm_read, perm_write, perm_create, perm_delete,
    create_uid, create_date)
WITH roles AS MATERIALIZED (
    SELECT id, role FROM view_role v
    UNION ALL SELECT -1, '*'
),
present AS MATERIALIZED (
    SELECT a.id, r.role, a.resource
    FROM view_field_access a
    JOIN roles r ON r.id = COALESCE(a."group", -1)
    WHERE a.active
),
fields AS MATERIALIZED (SELECT model, name, resource FROM view_field f)
SELECT f.model, f.name, NULLIF(r.id, -1), true,
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
    WITH roles AS MATERIALIZED (SELECT id, role FROM view_role v),
    buttons AS MATERIALIZED (SELECT id, resource FROM view_button b)
    SELECT min(l.id)
    FROM change_permission_insert c
    JOIN buttons b ON b.resource = c.resource
    JOIN roles r ON r.role = c.role
    JOIN "ir_model_button-res_group" l ON l.button = b.id AND l."group" = r.id
    WHERE c.actions = 'press'
    GROUP BY c.n
);

INSERT INTO "ir_model_button-res_group" (button, "group", active, create_uid, create_date)
WITH roles AS MATERIALIZED (SELECT id, role FROM view_role v),
buttons AS MATERIALIZED (SELECT id, resource FROM view_button b)
SELECT b.id, r.id, true, 0, x.now_erp
FROM change_permission_insert c
JOIN buttons b ON b.resource = c.resource
JOIN roles r ON r.role = c.role
LEFT JOIN "ir_model_button-res_group" l ON l.button = b.id AND l."group" = r.id
CROSS JOIN change_context x
WHERE c.actions = 'press' AND l.id IS NULL
ORDER BY c.n;
