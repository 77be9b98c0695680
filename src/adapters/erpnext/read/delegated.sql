SELECT u.name AS login, 'the user type ' || u.user_type || ' sets the roles' AS reason
FROM "tabUser" u
WHERE coalesce(u.user_type, '') NOT IN ('System User', 'Website User', '') AND u.name NOT IN ('Administrator', 'Guest')
