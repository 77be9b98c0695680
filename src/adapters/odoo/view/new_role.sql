-- Groups as they will be called after the renames of the plan, for what looks before anything is written.
SELECT r.id, COALESCE(n.role, r.role) AS role, r.role AS old_role, r.shipped, r.keyed, r.name, r.section
FROM view_role r
LEFT JOIN change_role_rename n ON n.old_role = r.role
