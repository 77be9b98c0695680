UPDATE app_role SET title = c.title, active = c.active
FROM change_role_update AS c
WHERE c.role = coalesce(app_role.code, 'name:' || app_role.title);
