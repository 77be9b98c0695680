SELECT resource AS "key", 'permissions belong to a role here; make one and give it to everybody' AS reason
FROM change_permission_insert
WHERE role = '*'
