-- Names of groups are unique, whatever their key.
WITH old_roles AS MATERIALIZED (SELECT id, role FROM view_role v),
roles AS MATERIALIZED (
    SELECT o.id, COALESCE(n.role, o.role) AS role
    FROM old_roles o LEFT JOIN change_role_rename n ON n.old_role = o.role
),
wanted AS (
    SELECT role, title FROM change_role_insert
    UNION ALL
    SELECT role, title FROM change_role_update WHERE title <> old_title
)
SELECT w.role AS key, 'the group "' || r.role || '" has the name "' || w.title || '"' AS reason
FROM wanted w
JOIN res_group g ON g.name = w.title
JOIN roles r ON r.id = g.id
WHERE r.role <> w.role AND r.role NOT IN (SELECT role FROM change_role_update WHERE title <> old_title)
UNION
SELECT min(role), 'several groups would get the name "' || title || '"'
FROM wanted GROUP BY title HAVING count(*) > 1
UNION
SELECT role, 'a group needs a name'
FROM change_role_insert WHERE COALESCE(title, '') = ''
UNION
SELECT role, 'a group needs a name'
FROM change_role_update WHERE COALESCE(title, '') = ''
