WITH wanted AS (
    SELECT role, resource, actions FROM change_permission_insert
    UNION ALL
    SELECT role, resource, actions FROM change_permission_update
)
SELECT w.role || ' ' || w.resource AS key, 'there is no model "' || w.resource || '"' AS reason
FROM wanted w WHERE w.resource NOT IN (SELECT model FROM view_model m)
UNION
SELECT w.role || ' ' || w.resource, 'a row that allows nothing is as good as none'
FROM wanted w WHERE COALESCE(w.actions, '') = ''
