-- The program walks from parent to parent.
WITH RECURSIVE old_roles AS MATERIALIZED (SELECT id, role FROM view_role v),
roles AS MATERIALIZED (
    SELECT o.id, COALESCE(n.role, o.role) AS role
    FROM old_roles o LEFT JOIN change_role_rename n ON n.old_role = o.role
),
included AS (
    SELECT i.role, i.included
    FROM (
        SELECT c.role, p.role AS included
        FROM res_group g JOIN roles c ON c.id = g.id JOIN roles p ON p.id = g.parent
    ) i
    WHERE NOT EXISTS (SELECT 1 FROM change_role_include_delete d WHERE d.role = i.role AND d.included = i.included)
    UNION
    SELECT role, included FROM change_role_include_insert
),
walk (start, role) AS (
    SELECT role, included FROM change_role_include_insert
    UNION
    SELECT w.start, i.included FROM walk w JOIN included i ON i.role = w.role
)
SELECT start AS key, 'the role would include itself' AS reason
FROM walk WHERE start = role
