-- Any role that opens the desk makes its holder a desk user: both inclusions are stored with the account.
SELECT i.role, i.included, true AS stored FROM view_profile_role i
UNION ALL
SELECT r.role, d.name, true
FROM view_role r
JOIN "tabRole" d ON d.name = 'Desk User'
WHERE r.desk AND r.role <> d.name
