SELECT 'version' AS name, app_version AS value FROM "tabInstalled Application" WHERE app_name = 'frappe'
UNION ALL
SELECT 'app:' || app_name, app_version FROM "tabInstalled Application"
UNION ALL
SELECT 'time_zone', max(value) FROM "tabSingles" WHERE doctype = 'System Settings' AND field = 'time_zone'
