-- Who will have which role.
SELECT h.login, h.role
FROM view_held h
LEFT JOIN change_grant_delete d ON d.login = h.login AND d.role = h.role
WHERE d.login IS NULL
UNION
SELECT login, role FROM change_grant_insert
