-- Shipped rows are switched off (a module update leaves that alone, but stumbles over a deleted row); ours go.

UPDATE ir_model_access
SET active = false, write_uid = 0, write_date = (SELECT now_erp FROM change_context)
WHERE active AND id IN (
    WITH roles AS MATERIALIZED (
        SELECT id, role FROM view_role v
        UNION ALL SELECT -1, '*'
    ),
    rows_of AS MATERIALIZED (
        SELECT a.id, r.role, a.resource
        FROM view_model_access a
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
        SELECT id, role FROM view_role v
        UNION ALL SELECT -1, '*'
    ),
    rows_of AS MATERIALIZED (
        SELECT a.id, r.role, a.resource
        FROM view_model_access a
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
        SELECT id, role FROM view_role v
        UNION ALL SELECT -1, '*'
    ),
    rows_of AS MATERIALIZED (
        SELECT a.id, r.role, a.resource
        FROM view_field_access a
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
        SELECT id, role FROM view_role v
        UNION ALL SELECT -1, '*'
    ),
    rows_of AS MATERIALIZED (
        SELECT a.id, r.role, a.resource
        FROM view_field_access a
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
    WITH roles AS MATERIALIZED (SELECT id, role FROM view_role v),
    buttons AS MATERIALIZED (SELECT id, resource FROM view_button b)
    SELECT l.id
    FROM change_permission_delete c
    JOIN buttons b ON b.resource = c.resource
    JOIN roles r ON r.role = c.role
    JOIN "ir_model_button-res_group" l ON l.button = b.id AND l."group" = r.id
    WHERE l.id IN (SELECT db_id FROM ir_model_data WHERE model = 'ir.model.button-res.group' AND db_id IS NOT NULL)
);

DELETE FROM "ir_model_button-res_group"
WHERE active AND id IN (
    WITH roles AS MATERIALIZED (SELECT id, role FROM view_role v),
    buttons AS MATERIALIZED (SELECT id, resource FROM view_button b)
    SELECT l.id
    FROM change_permission_delete c
    JOIN buttons b ON b.resource = c.resource
    JOIN roles r ON r.role = c.role
    JOIN "ir_model_button-res_group" l ON l.button = b.id AND l."group" = r.id
);
