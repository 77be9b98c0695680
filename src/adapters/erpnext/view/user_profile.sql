-- Whose roles come from which role profile: one at most.
SELECT u.name AS login, p.name AS profile
FROM "tabUser" u
JOIN "tabRole Profile" p ON p.name = u.role_profile_name
