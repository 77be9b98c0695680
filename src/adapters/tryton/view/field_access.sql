-- Access rows of fields, under model/field.
SELECT id, CAST(model || '/' || field AS text) AS resource, "group", active, perm_read, perm_write, perm_create, perm_delete
FROM ir_model_field_access
