SELECT 'admin' AS subject, 'no active person holds the role admin' AS detail
FROM app_role AS r
WHERE r.code = 'admin' AND NOT EXISTS (
    SELECT 1 FROM app_user_role AS g JOIN app_user AS u ON u.id = g.user_id
    WHERE g.role_id = r.id AND u.active AND u.kind = 'person'
)
