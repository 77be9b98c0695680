-- The database calls them equal, the program does not.
SELECT h.parent AS subject, 'the role "' || h.role || '" is spelled otherwise than "' || r.name || '" and gives nothing' AS detail
FROM "tabHas Role" h
JOIN "tabRole" r ON r.name = h.role AND CAST(r.name AS binary) <> CAST(h.role AS binary)
WHERE h.parenttype = 'User'
UNION
SELECT p.parent, 'the permission of "' || p.role || '" is spelled otherwise than the role "' || r.name || '" and gives nothing'
FROM "tabCustom DocPerm" p
JOIN "tabRole" r ON r.name = p.role AND CAST(r.name AS binary) <> CAST(p.role AS binary)
