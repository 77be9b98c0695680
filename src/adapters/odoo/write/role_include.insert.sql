INSERT INTO res_groups_implied_rel (gid, hid)
SELECT r.id, i.id
FROM change_role_include_insert c
JOIN (SELECT id, role FROM view_role v) r ON r.role = c.role
JOIN (SELECT id, role FROM view_role v) i ON i.role = c.included
ORDER BY c.n;
