UPDATE app_permission AS p
    JOIN app_role AS r ON r.id = p.role_id
    JOIN change_permission_update AS c ON c.role = coalesce(r.code, 'name:' || r.title) AND c.resource = p.resource_code
SET p.can_read = ',' || c.actions || ',' LIKE '%,read,%', p.can_write = ',' || c.actions || ',' LIKE '%,write,%',
    p.can_approve = ',' || c.actions || ',' LIKE '%,approve,%';
