-- Workshop works the included roles out itself, so nothing is stored for their holders.
SELECT coalesce(a.code, 'name:' || a.title) AS role, coalesce(b.code, 'name:' || b.title) AS included, 0 = 1 AS stored
FROM app_role_include AS i JOIN app_role AS a ON a.id = i.role_id JOIN app_role AS b ON b.id = i.included_id
