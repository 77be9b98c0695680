SELECT u.name AS subject, 'the desk cannot be opened' AS detail
FROM "tabUser" u
LEFT JOIN "tabNotification Settings" n ON n.name = u.name
WHERE u.enabled = 1 AND u.user_type = 'System User' AND n.name IS NULL
