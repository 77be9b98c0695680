-- Which role includes which after the plan.
SELECT r.role, i.role AS included
FROM res_groups_implied_rel l
JOIN view_new_role r ON r.id = l.gid
JOIN view_new_role i ON i.id = l.hid
LEFT JOIN change_role_include_delete d ON d.role = r.role AND d.included = i.role
WHERE d.role IS NULL
UNION
SELECT role, included FROM change_role_include_insert
