-- The number of a session counts those of one account; its key and what it holds are not read.
SELECT u.name AS login, CAST(row_number() OVER (PARTITION BY u.name ORDER BY s.lastupdate) AS char) AS session, CAST(NULL AS char) AS started,
    date_format(convert_tz(s.lastupdate, z.zone, '+00:00'), '%Y-%m-%d %H:%i:%s') AS seen
FROM "tabSessions" s
JOIN "tabUser" u ON u.name = s.user
CROSS JOIN view_zone z
WHERE u.name <> 'Guest'
