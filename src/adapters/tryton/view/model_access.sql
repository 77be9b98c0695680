-- Access rows of models, under the name of the model.
SELECT id, model AS resource, "group", active, perm_read, perm_write, perm_create, perm_delete
FROM ir_model_access
