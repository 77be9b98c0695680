SELECT s.value AS subject, 'MariaDB does not know this time zone: times are read and written as UTC' AS detail
FROM "tabSingles" s
WHERE s.doctype = 'System Settings' AND s.field = 'time_zone' AND convert_tz('2000-01-01 00:00:00', '+00:00', s.value) IS NULL
LIMIT 1
