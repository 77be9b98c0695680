-- Who has which role. Whoever has one that opens the desk has Desk User too, which is stored as the kind of the account.
SELECT DISTINCT u.name AS login, r.name AS role
FROM "tabHas Role" h
JOIN "tabUser" u ON u.name = h.parent
JOIN "tabRole" r ON r.name = h.role AND CAST(r.name AS binary) = CAST(h.role AS binary)
WHERE h.parenttype = 'User' AND r.name NOT IN ('All', 'Guest', 'Desk User')
UNION ALL
SELECT p.login, 'profile:' || p.profile FROM view_user_profile p
UNION
SELECT u.name, d.name
FROM "tabHas Role" h
JOIN "tabUser" u ON u.name = h.parent
JOIN "tabRole" r ON r.name = h.role AND CAST(r.name AS binary) = CAST(h.role AS binary) AND r.desk_access = 1
JOIN "tabRole" d ON d.name = 'Desk User'
WHERE h.parenttype = 'User' AND r.name NOT IN ('All', 'Guest', 'Desk User')
