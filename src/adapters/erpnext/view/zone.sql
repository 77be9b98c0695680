-- The site's time zone, where MariaDB knows it; else its clock is taken for UTC (checks/time-zone).
SELECT max(CASE WHEN convert_tz('2000-01-01 00:00:00', '+00:00', s.value) IS NOT NULL THEN s.value ELSE '+00:00' END) AS zone
FROM "tabSingles" s
WHERE s.doctype = 'System Settings' AND s.field = 'time_zone'
