SELECT DISTINCT a.resource AS subject, 'an access row without a group lets every user delete' AS detail
FROM view_model_access a
WHERE a.active AND a."group" IS NULL AND a.perm_delete
