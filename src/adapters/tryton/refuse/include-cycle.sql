-- The program walks from parent to parent.
WITH RECURSIVE old_roles AS MATERIALIZED (
    SELECT g.id, CAST(COALESCE(d.role, t.role, 'name:' || g.name) AS text) AS role
    FROM res_group g
    LEFT JOIN (
        SELECT db_id AS id, min(module || '.' || fs_id) AS role
        FROM ir_model_data WHERE model = 'res.group' GROUP BY db_id
    ) d ON d.id = g.id
    LEFT JOIN (
        SELECT CAST(min(res_id) AS integer) AS id, value AS role
        FROM ir_translation WHERE lang = '__trueup__' AND type = 'model' AND name = 'res.group,name' GROUP BY value
    ) t ON t.id = g.id
),
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
