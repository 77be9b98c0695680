SELECT DISTINCT u.name AS login, r.name AS role
FROM "tabHas Role" h
JOIN "tabUser" u ON u.name = h.parent
JOIN "tabRole" r ON r.name = h.role AND CAST(r.name AS binary) = CAST(h.role AS binary)
WHERE h.parenttype = 'User' AND r.name NOT IN ('All', 'Guest', 'Desk User')
UNION ALL
SELECT p.login, 'profile:' || p.profile FROM view_user_profile p
