SELECT DISTINCT m.model AS subject, 'an access row without a group lets every user delete' AS detail
FROM ir_model_access a JOIN ir_model m ON m.id = a.model
WHERE a.active AND a."group" IS NULL AND a.perm_delete
