UPDATE app_role AS r JOIN change_role_update AS c ON c.role = coalesce(r.code, 'name:' || r.title)
SET r.title = c.title, r.active = c.active;
