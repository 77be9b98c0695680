-- A role that is switched off goes on counting for whoever still has it.
SELECT c.role AS "key", h.login || ' would still have the role that is switched off, and all its rights: take it away' AS reason
FROM change_role_update c
JOIN view_new_held h ON h.role = c.role
WHERE NOT c.active
UNION
SELECT c.role, c.login || ' cannot be given a role that is switched off'
FROM change_grant_insert c
JOIN view_role r ON r.role = c.role AND NOT r.active
LEFT JOIN change_role_update a ON a.role = c.role AND a.active
WHERE a.role IS NULL
