-- A row without any action shows as no row, so one may be there.
DELETE FROM app_permission
WHERE (role_id, resource_code) IN (
    SELECT r.id, c.resource
    FROM change_permission_insert AS c JOIN app_role AS r ON coalesce(r.code, 'name:' || r.title) = c.role
);
INSERT INTO app_permission (role_id, resource_code, can_read, can_write, can_approve)
SELECT r.id, c.resource, ',' || c.actions || ',' LIKE '%,read,%', ',' || c.actions || ',' LIKE '%,write,%',
    ',' || c.actions || ',' LIKE '%,approve,%'
FROM change_permission_insert AS c JOIN app_role AS r ON coalesce(r.code, 'name:' || r.title) = c.role;
