-- Who has which role. Desk User is not among the stored ones: whoever may open the desk has it, which is the kind of the account.
-- That of an account which is switched off is not changed with its roles, and counts only with one that opens the desk.
SELECT DISTINCT u.name AS login, r.name AS role
FROM "tabHas Role" h
JOIN "tabUser" u ON u.name = h.parent
JOIN "tabRole" r ON r.name = h.role AND CAST(r.name AS binary) = CAST(h.role AS binary)
WHERE h.parenttype = 'User' AND r.name NOT IN ('All', 'Guest', 'Desk User')
UNION ALL
SELECT p.login, 'profile:' || p.profile FROM view_user_profile p
UNION
SELECT u.name, d.name
FROM "tabUser" u
JOIN "tabRole" d ON d.name = 'Desk User'
WHERE u.user_type = 'System User' AND (u.enabled = 1 OR EXISTS (
    SELECT 1
    FROM "tabHas Role" h
    JOIN "tabRole" r ON r.name = h.role AND CAST(r.name AS binary) = CAST(h.role AS binary) AND r.desk_access = 1
    WHERE h.parent = u.name AND h.parenttype = 'User' AND r.name NOT IN ('All', 'Guest', 'Desk User')
))
