-- Groups without a category may share a name as far as the database goes; nobody could tell them apart.
WITH wanted AS (
    SELECT role, title FROM change_role_insert
    UNION ALL
    SELECT role, title FROM change_role_update WHERE title <> old_title
)
SELECT w.role AS key, 'the group "' || r.role || '" has the name "' || w.title || '"' AS reason
FROM wanted w
JOIN view_new_role r ON r.name = w.title AND NOT r.shipped
WHERE r.role <> w.role AND r.role NOT IN (SELECT role FROM change_role_update WHERE title <> old_title)
UNION
SELECT min(role), 'several groups would get the name "' || title || '"'
FROM wanted GROUP BY title HAVING count(*) > 1
UNION
SELECT role, 'a group needs a name'
FROM (SELECT role, title FROM change_role_insert UNION ALL SELECT role, title FROM change_role_update) n
WHERE COALESCE(btrim(title), '') = ''
