SELECT u.name AS subject, count(*) || ' sessions' AS detail
FROM "tabSessions" s
JOIN "tabUser" u ON u.name = s.user
WHERE u.enabled = 0
GROUP BY u.name
