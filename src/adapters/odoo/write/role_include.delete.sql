DELETE FROM res_groups_implied_rel AS l
USING change_role_include_delete c
JOIN (SELECT id, role FROM view_role v) r ON r.role = c.role
JOIN (SELECT id, role FROM view_role v) i ON i.role = c.included
WHERE l.gid = r.id AND l.hid = i.id;
