-- The version is ERPNext's own where it is installed, else Frappe's: both move together. A development version counts as the
-- release that it leads to. Nothing in the database is a number of the installation; the moment to the microsecond at which its first account was made
-- is as good.
SELECT regexp_substr(a.app_version, '^[0-9]+([.][0-9]+)*') AS version,
    'frappe:' || date_format(u.creation, '%Y%m%dT%H%i%s.%f') AS identity
FROM "tabInstalled Application" a
JOIN "tabUser" u ON u.name = 'Administrator'
JOIN "tabDocType" d ON d.name = 'DocPerm'
WHERE a.app_name IN ('erpnext', 'frappe')
ORDER BY a.app_name = 'erpnext' DESC
LIMIT 1
