-- A model without any access row, of its own or of the models it belongs to, is open to every user.
WITH RECURSIVE parents (model, relation) AS (
    SELECT model, relation FROM view_field f WHERE access
),
guarded AS (
    SELECT resource AS model FROM view_model_access a WHERE active
),
covered (model) AS (
    SELECT model FROM guarded
    UNION
    SELECT p.model FROM covered c JOIN parents p ON p.relation = c.model
)
SELECT m.model AS subject, 'every user may read, change and delete "' || COALESCE(m.title, m.model) || '"' AS detail
FROM view_model m
WHERE m.model IN (SELECT model FROM view_field f WHERE name = 'create_uid')
    AND m.model NOT IN (SELECT model FROM covered)
