SELECT c.resource AS "key", 'Workshop has no resource of that name' AS reason
FROM change_permission_insert AS c
WHERE c.resource NOT IN (SELECT code FROM app_resource)
