-- Permissions that Tryton cannot hold.
WITH wanted AS (
    SELECT role, resource, actions, 1 AS new FROM change_permission_insert
    UNION ALL
    SELECT role, resource, actions, 0 FROM change_permission_update
),
known AS MATERIALIZED (
    SELECT name AS resource, 'model' AS kind FROM ir_model
    UNION ALL
    SELECT CAST(model || '/' || name AS text) AS resource, 'field' AS kind FROM ir_model_field
    UNION
    SELECT CAST(b.model || '#' || b.name AS text) AS resource, 'button' AS kind
    FROM ir_model_button b WHERE b.active
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
