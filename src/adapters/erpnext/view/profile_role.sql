-- What a role profile gives. Links are compared as ERPNext's program compares them: byte by byte.
SELECT DISTINCT 'profile:' || p.name AS role, r.name AS included, p.name AS profile
FROM "tabHas Role" h
JOIN "tabRole Profile" p ON p.name = h.parent
JOIN "tabRole" r ON r.name = h.role AND CAST(r.name AS binary) = CAST(h.role AS binary)
WHERE h.parenttype = 'Role Profile' AND r.name NOT IN ('All', 'Guest', 'Desk User', 'Administrator')
