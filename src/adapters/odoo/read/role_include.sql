-- Up to 18 a member of a group has rows of his own for all that it includes.
SELECT r.role, i.role AS included, true AS stored
FROM res_groups_implied_rel l
JOIN view_role r ON r.id = l.gid
JOIN view_role i ON i.id = l.hid
