SELECT u.name AS subject, 'API key' AS detail
FROM "tabUser" u
WHERE u.enabled = 0 AND coalesce(u.api_key, '') <> ''
UNION
SELECT u.name, 'OAuth token'
FROM "tabOAuth Bearer Token" t
JOIN "tabUser" u ON u.name = t.user
WHERE u.enabled = 0 AND t.status = 'Active'
