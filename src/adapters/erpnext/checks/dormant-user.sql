SELECT u.name AS subject, 'last seen ' || CAST(u.last_active AS date) AS detail
FROM "tabUser" u
WHERE u.enabled = 1 AND u.last_active < utc_timestamp() - INTERVAL 180 DAY AND u.name NOT IN ('Administrator', 'Guest')
