-- A group has at most one parent.
WITH old_roles AS MATERIALIZED (SELECT id, role FROM view_role v),
roles AS MATERIALIZED (
    SELECT o.id, COALESCE(n.role, o.role) AS role
    FROM old_roles o LEFT JOIN change_role_rename n ON n.old_role = o.role
),
included AS (
    SELECT c.role, p.role AS included
    FROM res_group g JOIN roles c ON c.id = g.id JOIN roles p ON p.id = g.parent
    UNION ALL
    SELECT role, included FROM change_role_include_insert
)
SELECT i.role AS key, 'a group includes at most one other; this one would include "' || min(i.included) || '" and "' || max(i.included) || '"' AS reason
FROM included i
WHERE i.role IN (SELECT role FROM change_role_include_insert)
    AND NOT EXISTS (SELECT 1 FROM change_role_include_delete d WHERE d.role = i.role AND d.included = i.included)
GROUP BY i.role HAVING count(*) > 1
UNION
SELECT role, 'nothing of an included group is stored with the members'
FROM change_role_include_insert WHERE stored
