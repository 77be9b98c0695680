-- The roles are grouped, although each is one row, so that PostgreSQL keeps them in memory and streams the memberships past them.
SELECT u.login, r.role
FROM res_groups_users_rel l
JOIN res_users u ON u.id = l.uid
JOIN (SELECT id, max(role) AS role FROM view_role v GROUP BY id) r ON r.id = l.gid
