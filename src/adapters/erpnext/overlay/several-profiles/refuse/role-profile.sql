-- Saving an account that has role profiles gives it the roles of the profiles, and no others.
SELECT h.login AS "key", 'who has a role profile has the roles of the profiles alone: ' || h.role || ' would be lost' AS reason
FROM view_new_held h
JOIN (SELECT DISTINCT login FROM view_new_held g WHERE role LIKE 'profile:%') p ON p.login = h.login
JOIN (
    SELECT login FROM change_grant_insert
    UNION SELECT login FROM change_grant_delete
    UNION SELECT p.login FROM view_held p JOIN change_role_include_insert c ON c.role = p.role
    UNION SELECT p.login FROM view_held p JOIN change_role_include_delete c ON c.role = p.role
) t ON t.login = h.login
LEFT JOIN (
    SELECT g.login, i.included FROM view_new_held g JOIN view_new_profile_role i ON i.role = g.role
) i ON i.login = h.login AND i.included = h.role
WHERE h.role NOT LIKE 'profile:%' AND h.role <> 'Desk User' AND i.login IS NULL
UNION
SELECT h.login, 'who has the role profile ' || substr(i.role, 9) || ' has all its roles: ' || i.included || ' would come back'
FROM view_new_held h
JOIN (
    SELECT login FROM change_grant_insert
    UNION SELECT login FROM change_grant_delete
    UNION SELECT p.login FROM view_held p JOIN change_role_include_insert c ON c.role = p.role
    UNION SELECT p.login FROM view_held p JOIN change_role_include_delete c ON c.role = p.role
) t ON t.login = h.login
JOIN view_new_profile_role i ON i.role = h.role
LEFT JOIN view_new_held g ON g.login = h.login AND g.role = i.included
WHERE h.role LIKE 'profile:%' AND g.login IS NULL
