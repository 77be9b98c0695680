-- The check of a key does not look at the user's active mark.
SELECT COALESCE(u.login, 'application ' || a.id) AS subject,
    'the key of the application "' || a.application || '" (' || a.state || ') is still valid' AS detail
FROM res_user_application a
LEFT JOIN res_user u ON u.id = a."user"
WHERE a.state <> 'cancelled' AND (u.id IS NULL OR u.active IS NOT TRUE)
