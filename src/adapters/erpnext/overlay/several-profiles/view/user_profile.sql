-- Whose roles come from which role profiles.
SELECT DISTINCT u.name AS login, p.name AS profile
FROM "tabUser Role Profile" g
JOIN "tabUser" u ON u.name = g.parent
JOIN "tabRole Profile" p ON p.name = g.role_profile
WHERE g.parenttype = 'User'
