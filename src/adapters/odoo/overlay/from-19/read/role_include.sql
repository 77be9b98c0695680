-- From 19 only the groups that were given are stored; what they include is derived.
SELECT r.role, i.role AS included, false AS stored
FROM res_groups_implied_rel l
JOIN view_role r ON r.id = l.gid
JOIN view_role i ON i.id = l.hid
