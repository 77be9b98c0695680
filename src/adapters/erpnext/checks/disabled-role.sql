SELECT r.name AS subject, count(*) || ' accounts still have the role and all its rights: ' || group_concat(DISTINCT u.name ORDER BY u.name SEPARATOR ', ') AS detail
FROM "tabRole" r
JOIN "tabHas Role" h ON h.role = r.name AND h.parenttype = 'User'
JOIN "tabUser" u ON u.name = h.parent AND u.enabled = 1
WHERE r.disabled = 1
GROUP BY r.name
