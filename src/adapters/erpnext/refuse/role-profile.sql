-- Saving an account that has a role profile gives it the roles of the profile, and no others.
SELECT h.login AS "key", 'who has the role profile ' || substr(p.role, 9) || ' has the roles of the profile alone: ' || h.role || ' would be lost' AS reason
FROM view_new_held h
JOIN view_new_held p ON p.login = h.login AND p.role LIKE 'profile:%'
JOIN (
    SELECT login FROM change_grant_insert
    UNION SELECT login FROM change_grant_delete
    UNION SELECT p.login FROM view_held p JOIN change_role_include_insert c ON c.role = p.role
    UNION SELECT p.login FROM view_held p JOIN change_role_include_delete c ON c.role = p.role
) t ON t.login = h.login
LEFT JOIN view_new_profile_role i ON i.role = p.role AND i.included = h.role
WHERE h.role NOT LIKE 'profile:%' AND h.role <> 'Desk User' AND i.role IS NULL
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
UNION
SELECT login, 'an account has one role profile at most'
FROM view_new_held h
WHERE role LIKE 'profile:%'
GROUP BY login HAVING count(*) > 1
