-- What happens to accounts, in the words of ERPNext's own history.
SELECT c.login, 'changed' AS part, json_array('enabled', c.old_active, c.active) AS entry FROM change_user_update c WHERE c.active <> c.old_active
UNION ALL
SELECT c.login, 'changed', json_array('full_name', c.old_name, c.name) FROM change_user_update c WHERE NOT (c.name <=> c.old_name)
UNION ALL
SELECT c.login, 'changed', json_array(CASE c.attribute WHEN 'timezone' THEN 'time_zone' WHEN 'allowed_addresses' THEN 'restrict_ip' WHEN 'sessions' THEN 'simultaneous_sessions' ELSE c.attribute END, c.old_value, c.value)
FROM (
    SELECT login, attribute, old_value, value FROM change_user_attribute_insert
    UNION ALL SELECT login, attribute, old_value, value FROM change_user_attribute_update
    UNION ALL SELECT login, attribute, old_value, value FROM change_user_attribute_delete
) c
UNION ALL
SELECT c.login, 'changed', json_array('role_profile_name', max(c.was), max(c.now))
FROM (
    SELECT login, substr(role, 9) AS was, NULL AS now FROM change_grant_delete WHERE role LIKE 'profile:%'
    UNION ALL SELECT login, NULL, substr(role, 9) FROM change_grant_insert WHERE role LIKE 'profile:%'
) c
GROUP BY c.login
UNION ALL
SELECT c.login, 'added', json_array('roles', json_object('doctype', 'Has Role', 'parent', c.login, 'parentfield', 'roles', 'parenttype', 'User', 'role', c.role))
FROM change_grant_insert c WHERE c.role NOT LIKE 'profile:%' AND c.role <> 'Desk User'
UNION ALL
SELECT c.login, 'removed', json_array('roles', json_object('doctype', 'Has Role', 'parent', c.login, 'parentfield', 'roles', 'parenttype', 'User', 'role', c.role))
FROM change_grant_delete c WHERE c.role NOT LIKE 'profile:%' AND c.role <> 'Desk User'
