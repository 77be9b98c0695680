-- Before 7.2 rows point at the model.
SELECT a.id, m.model AS resource, a."group", a.active, a.perm_read, a.perm_write, a.perm_create, a.perm_delete
FROM ir_model_access a
JOIN ir_model m ON m.id = a.model
