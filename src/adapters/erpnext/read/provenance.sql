SELECT 'user' AS relation, u.name AS "key", '' AS member, u.modified_by AS changed_by,
    date_format(convert_tz(u.modified, z.zone, '+00:00'), '%Y-%m-%d %H:%i:%s') AS changed_at
FROM "tabUser" u
CROSS JOIN view_zone z
UNION ALL
SELECT 'grant', u.name, r.name, max(h.modified_by), date_format(convert_tz(max(h.modified), z.zone, '+00:00'), '%Y-%m-%d %H:%i:%s')
FROM "tabHas Role" h
JOIN "tabUser" u ON u.name = h.parent
JOIN "tabRole" r ON r.name = h.role AND CAST(r.name AS binary) = CAST(h.role AS binary)
CROSS JOIN view_zone z
WHERE h.parenttype = 'User' AND r.name NOT IN ('All', 'Guest', 'Desk User')
GROUP BY u.name, r.name, z.zone
