DELETE FROM app_permission
WHERE (role_id, resource_code) IN (
    SELECT r.id, c.resource
    FROM change_permission_delete AS c JOIN app_role AS r ON coalesce(r.code, 'name:' || r.title) = c.role
);
