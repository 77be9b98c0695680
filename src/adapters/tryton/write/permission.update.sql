-- Of all rows of one role and one resource a single one stays: the shipped row that says what is wanted, else the
-- first of ours, changed. Other shipped rows are switched off, never edited; other rows of ours go. Buttons know only
-- one action, so nothing about them can change.

UPDATE ir_model_access AS a
SET active = k.keep,
    perm_read = CASE WHEN k.shipped THEN a.perm_read ELSE ',' || k.actions || ',' LIKE '%,read,%' END,
    perm_write = CASE WHEN k.shipped THEN a.perm_write ELSE ',' || k.actions || ',' LIKE '%,write,%' END,
    perm_create = CASE WHEN k.shipped THEN a.perm_create ELSE ',' || k.actions || ',' LIKE '%,create,%' END,
    perm_delete = CASE WHEN k.shipped THEN a.perm_delete ELSE ',' || k.actions || ',' LIKE '%,delete,%' END,
    write_uid = 0, write_date = x.now_erp
FROM (
    WITH roles AS MATERIALIZED (
        SELECT id, role FROM view_role v
        UNION ALL SELECT -1, '*'
    ),
    shipped AS MATERIALIZED (
        SELECT DISTINCT db_id AS id FROM ir_model_data WHERE model = 'ir.model.access' AND db_id IS NOT NULL
    ),
    rows_of AS MATERIALIZED (
        SELECT a.id, r.role, a.resource,
            a.active, s.id IS NOT NULL AS shipped, a.perm_read, a.perm_write, a.perm_create, a.perm_delete
        FROM view_model_access a
        JOIN roles r ON r.id = COALESCE(a."group", -1)
        LEFT JOIN shipped s ON s.id = a.id
        WHERE a.active OR s.id IS NOT NULL
    ),
    judged AS (
        SELECT c.n, c.actions, a.id, a.active, a.shipped,
            CASE WHEN NOT a.shipped THEN 1 WHEN COALESCE(a.perm_read, false) = (',' || c.actions || ',' LIKE '%,read,%')
                AND COALESCE(a.perm_write, false) = (',' || c.actions || ',' LIKE '%,write,%')
                AND COALESCE(a.perm_create, false) = (',' || c.actions || ',' LIKE '%,create,%')
                AND COALESCE(a.perm_delete, false) = (',' || c.actions || ',' LIKE '%,delete,%') THEN 0 ELSE 2 END AS place
        FROM change_permission_update c
        JOIN rows_of a ON a.resource = c.resource AND a.role = c.role
    )
    SELECT id, actions, active, shipped,
        place < 2 AND row_number() OVER (PARTITION BY n ORDER BY place, id) = 1 AS keep
    FROM judged
) k
CROSS JOIN change_context x
WHERE a.id = k.id AND (k.shipped OR k.keep) AND NOT (k.shipped AND COALESCE(k.active, false) = k.keep);

DELETE FROM ir_model_access
WHERE id IN (
    SELECT k.id
    FROM (
        WITH roles AS MATERIALIZED (
            SELECT id, role FROM view_role v
            UNION ALL SELECT -1, '*'
        ),
        shipped AS MATERIALIZED (
            SELECT DISTINCT db_id AS id FROM ir_model_data WHERE model = 'ir.model.access' AND db_id IS NOT NULL
        ),
        rows_of AS MATERIALIZED (
            SELECT a.id, r.role, a.resource,
                a.active, s.id IS NOT NULL AS shipped, a.perm_read, a.perm_write, a.perm_create, a.perm_delete
            FROM view_model_access a
            JOIN roles r ON r.id = COALESCE(a."group", -1)
            LEFT JOIN shipped s ON s.id = a.id
            WHERE a.active OR s.id IS NOT NULL
        ),
        judged AS (
            SELECT c.n, c.actions, a.id, a.active, a.shipped,
                CASE WHEN NOT a.shipped THEN 1 WHEN COALESCE(a.perm_read, false) = (',' || c.actions || ',' LIKE '%,read,%')
                    AND COALESCE(a.perm_write, false) = (',' || c.actions || ',' LIKE '%,write,%')
                    AND COALESCE(a.perm_create, false) = (',' || c.actions || ',' LIKE '%,create,%')
                    AND COALESCE(a.perm_delete, false) = (',' || c.actions || ',' LIKE '%,delete,%') THEN 0 ELSE 2 END AS place
            FROM change_permission_update c
            JOIN rows_of a ON a.resource = c.resource AND a.role = c.role
        )
        SELECT id, actions, active, shipped,
            place < 2 AND row_number() OVER (PARTITION BY n ORDER BY place, id) = 1 AS keep
        FROM judged
    ) k
    WHERE NOT k.shipped AND NOT k.keep
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
FROM change_permission_update c
JOIN roles r ON r.role = c.role
LEFT JOIN present a ON a.resource = c.resource AND a.role = c.role
CROSS JOIN change_context x
WHERE a.id IS NULL
    AND c.resource NOT LIKE '%/%' AND c.resource NOT LIKE '%#%'
ORDER BY c.n;

UPDATE ir_model_field_access AS a
SET active = k.keep,
    perm_read = CASE WHEN k.shipped THEN a.perm_read ELSE ',' || k.actions || ',' LIKE '%,read,%' END,
    perm_write = CASE WHEN k.shipped THEN a.perm_write ELSE ',' || k.actions || ',' LIKE '%,write,%' END,
    perm_create = CASE WHEN k.shipped THEN a.perm_create ELSE ',' || k.actions || ',' LIKE '%,create,%' END,
    perm_delete = CASE WHEN k.shipped THEN a.perm_delete ELSE ',' || k.actions || ',' LIKE '%,delete,%' END,
    write_uid = 0, write_date = x.now_erp
FROM (
    WITH roles AS MATERIALIZED (
        SELECT id, role FROM view_role v
        UNION ALL SELECT -1, '*'
    ),
    shipped AS MATERIALIZED (
        SELECT DISTINCT db_id AS id FROM ir_model_data WHERE model = 'ir.model.field.access' AND db_id IS NOT NULL
    ),
    rows_of AS MATERIALIZED (
        SELECT a.id, r.role, a.resource,
            a.active, s.id IS NOT NULL AS shipped, a.perm_read, a.perm_write, a.perm_create, a.perm_delete
        FROM view_field_access a
        JOIN roles r ON r.id = COALESCE(a."group", -1)
        LEFT JOIN shipped s ON s.id = a.id
        WHERE a.active OR s.id IS NOT NULL
    ),
    judged AS (
        SELECT c.n, c.actions, a.id, a.active, a.shipped,
            CASE WHEN NOT a.shipped THEN 1 WHEN COALESCE(a.perm_read, false) = (',' || c.actions || ',' LIKE '%,read,%')
                AND COALESCE(a.perm_write, false) = (',' || c.actions || ',' LIKE '%,write,%')
                AND COALESCE(a.perm_create, false) = (',' || c.actions || ',' LIKE '%,create,%')
                AND COALESCE(a.perm_delete, false) = (',' || c.actions || ',' LIKE '%,delete,%') THEN 0 ELSE 2 END AS place
        FROM change_permission_update c
        JOIN rows_of a ON a.resource = c.resource AND a.role = c.role
    )
    SELECT id, actions, active, shipped,
        place < 2 AND row_number() OVER (PARTITION BY n ORDER BY place, id) = 1 AS keep
    FROM judged
) k
CROSS JOIN change_context x
WHERE a.id = k.id AND (k.shipped OR k.keep) AND NOT (k.shipped AND COALESCE(k.active, false) = k.keep);

DELETE FROM ir_model_field_access
WHERE id IN (
    SELECT k.id
    FROM (
        WITH roles AS MATERIALIZED (
            SELECT id, role FROM view_role v
            UNION ALL SELECT -1, '*'
        ),
        shipped AS MATERIALIZED (
            SELECT DISTINCT db_id AS id FROM ir_model_data WHERE model = 'ir.model.field.access' AND db_id IS NOT NULL
        ),
        rows_of AS MATERIALIZED (
            SELECT a.id, r.role, a.resource,
                a.active, s.id IS NOT NULL AS shipped, a.perm_read, a.perm_write, a.perm_create, a.perm_delete
            FROM view_field_access a
            JOIN roles r ON r.id = COALESCE(a."group", -1)
            LEFT JOIN shipped s ON s.id = a.id
            WHERE a.active OR s.id IS NOT NULL
        ),
        judged AS (
            SELECT c.n, c.actions, a.id, a.active, a.shipped,
                CASE WHEN NOT a.shipped THEN 1 WHEN COALESCE(a.perm_read, false) = (',' || c.actions || ',' LIKE '%,read,%')
                    AND COALESCE(a.perm_write, false) = (',' || c.actions || ',' LIKE '%,write,%')
                    AND COALESCE(a.perm_create, false) = (',' || c.actions || ',' LIKE '%,create,%')
                    AND COALESCE(a.perm_delete, false) = (',' || c.actions || ',' LIKE '%,delete,%') THEN 0 ELSE 2 END AS place
            FROM change_permission_update c
            JOIN rows_of a ON a.resource = c.resource AND a.role = c.role
        )
        SELECT id, actions, active, shipped,
            place < 2 AND row_number() OVER (PARTITION BY n ORDER BY place, id) = 1 AS keep
        FROM judged
    ) k
    WHERE NOT k.shipped AND NOT k.keep
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
FROM change_permission_update c
JOIN roles r ON r.role = c.role
JOIN fields f ON f.resource = c.resource
LEFT JOIN present a ON a.resource = c.resource AND a.role = c.role
CROSS JOIN change_context x
WHERE a.id IS NULL
ORDER BY c.n;
