SELECT u.login AS subject, 'is not active, and a session from ' || s.started || ' still works' AS detail
FROM app_session AS s JOIN app_user AS u ON u.id = s.user_id
WHERE NOT u.active
