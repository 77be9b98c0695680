-- The titles as they will be, among those the changes name and those they leave alone.
WITH wanted AS (
    SELECT role, title FROM change_role_insert
    UNION ALL
    SELECT role, title FROM change_role_update
), kept AS (
    SELECT coalesce(n.role, r.code, 'name:' || r.title) AS role, r.title
    FROM app_role AS r LEFT JOIN change_role_rename AS n ON n.old_role = coalesce(r.code, 'name:' || r.title)
)
SELECT w.role AS "key", 'another role has the title ' || w.title AS reason
FROM wanted AS w
WHERE EXISTS (SELECT 1 FROM wanted AS o WHERE o.title = w.title AND o.role <> w.role)
    OR EXISTS (
        SELECT 1 FROM kept AS k
        WHERE k.title = w.title AND k.role <> w.role AND k.role NOT IN (SELECT role FROM wanted)
    )
