SELECT p.login AS subject, h.role || ' is not in the role profile ' || p.profile || ' and goes with the next save' AS detail
FROM view_user_profile p
JOIN view_held h ON h.login = p.login AND h.role NOT LIKE 'profile:%' AND h.role <> 'Desk User'
LEFT JOIN (SELECT q.login, i.included FROM view_user_profile q JOIN view_profile_role i ON i.profile = q.profile) g ON g.login = h.login AND g.included = h.role
WHERE g.login IS NULL
UNION
SELECT p.login, i.included || ' is in the role profile ' || p.profile || ' and comes with the next save'
FROM view_user_profile p
JOIN view_profile_role i ON i.profile = p.profile
LEFT JOIN view_held h ON h.login = p.login AND h.role = i.included
WHERE h.login IS NULL
