UPDATE app_permission
SET can_read = ',' || c.actions || ',' LIKE '%,read,%', can_write = ',' || c.actions || ',' LIKE '%,write,%',
    can_approve = ',' || c.actions || ',' LIKE '%,approve,%'
FROM change_permission_update AS c JOIN app_role AS r ON coalesce(r.code, 'name:' || r.title) = c.role
WHERE app_permission.role_id = r.id AND app_permission.resource_code = c.resource;
