SELECT DISTINCT a.model AS subject, 'an access row without a group lets every user delete' AS detail
FROM ir_model_access a
WHERE a.active AND a."group" IS NULL AND a.perm_delete
