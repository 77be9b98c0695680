-- Membership as stored, of inactive users and groups too. A pair may be there twice, which says no more than once.
-- The roles are grouped, although each is one row, so that PostgreSQL knows it: it then keeps them in memory and streams
-- the memberships past them, instead of the other way round.
SELECT u.login, r.role
FROM "res_user-res_group" l
JOIN res_user u ON u.id = l."user"
JOIN (SELECT id, max(role) AS role FROM view_role v GROUP BY id) r ON r.id = l."group"
