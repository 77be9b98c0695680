-- Whether an account may open the desk follows from its roles, whenever ERPNext saves it.
SELECT a.login AS "key", CASE a.kind
        WHEN 'portal' THEN 'an account for the web site alone cannot have a role that opens the desk'
        ELSE 'an active person needs a role that opens the desk (one that includes Desk User), or becomes an account for the web site alone'
    END AS reason
FROM view_new_account a
JOIN (
    SELECT login FROM change_user_insert
    UNION SELECT login FROM change_user_update
    UNION SELECT login FROM change_grant_insert
    UNION SELECT login FROM change_grant_delete
    UNION SELECT h.login FROM view_held h JOIN change_role_include_insert c ON c.role = h.role
    UNION SELECT h.login FROM view_held h JOIN change_role_include_delete c ON c.role = h.role
) t ON t.login = a.login
LEFT JOIN (
    SELECT DISTINCT h.login
    FROM view_new_held h
    JOIN view_new_desk d ON d.role = h.role AND d.role <> 'Desk User'
) d ON d.login = a.login
WHERE a.active AND ((a.kind = 'person' AND d.login IS NULL) OR (a.kind = 'portal' AND d.login IS NOT NULL))
UNION
SELECT h.login, 'Desk User is not given by itself: give a role that includes it'
FROM change_grant_insert h
LEFT JOIN (
    SELECT DISTINCT g.login FROM view_new_held g JOIN view_new_desk d ON d.role = g.role AND d.role <> 'Desk User'
) d ON d.login = h.login
WHERE h.role = 'Desk User' AND d.login IS NULL
