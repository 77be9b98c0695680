SELECT 'user' AS relation, login AS "key", '' AS member, changed_by, changed_at FROM app_user WHERE changed_at IS NOT NULL
UNION ALL
SELECT 'grant', u.login, coalesce(r.code, 'name:' || r.title), g.granted_by, g.granted_at
FROM app_user_role AS g JOIN app_user AS u ON u.id = g.user_id JOIN app_role AS r ON r.id = g.role_id
WHERE g.granted_at IS NOT NULL
