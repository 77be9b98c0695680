SELECT u.login, coalesce(r.code, 'name:' || r.title) AS role
FROM app_user_role AS g JOIN app_user AS u ON u.id = g.user_id JOIN app_role AS r ON r.id = g.role_id
