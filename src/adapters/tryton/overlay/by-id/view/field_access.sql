-- Before 7.2 rows point at the field, and it at its model.
SELECT a.id, CAST(m.model || '/' || f.name AS text) AS resource, a."group", a.active, a.perm_read, a.perm_write, a.perm_create,
    a.perm_delete
FROM ir_model_field_access a
JOIN ir_model_field f ON f.id = a.field
JOIN ir_model m ON m.id = f.model
