-- Permissions that Tryton cannot hold.
WITH wanted AS (
    SELECT role, resource, actions, 1 AS new FROM change_permission_insert
    UNION ALL
    SELECT role, resource, actions, 0 FROM change_permission_update
),
known AS MATERIALIZED (
    SELECT model AS resource, 'model' AS kind FROM view_model m
    UNION ALL
    SELECT resource, 'field' AS kind FROM view_field f
    UNION
    SELECT resource, 'button' AS kind FROM view_button b
)
SELECT w.role || ' ' || w.resource AS key,
    CASE WHEN k.kind IS NULL THEN 'there is no model, field or active button "' || w.resource || '"'
         WHEN k.kind <> 'button' THEN 'press is an action of buttons'
         WHEN w.role = '*' THEN 'a button cannot be limited to everyone'
         ELSE 'a button knows no other action than press' END AS reason
FROM wanted w
LEFT JOIN known k ON k.resource = w.resource
WHERE (k.kind IS NULL AND w.new = 1)
    OR (k.kind <> 'button' AND ',' || w.actions || ',' LIKE '%,press,%')
    OR (k.kind = 'button' AND (w.role = '*' OR w.actions <> 'press'))
