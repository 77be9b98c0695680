-- A model without any access row, of its own or of the models it belongs to, is open to every user.
WITH RECURSIVE parents (model, relation) AS (
    SELECT m.model, f.relation FROM ir_model_field f JOIN ir_model m ON m.id = f.model WHERE f.access
),
guarded AS (
    SELECT m.model AS model FROM ir_model_access a JOIN ir_model m ON m.id = a.model WHERE a.active
),
covered (model) AS (
    SELECT model FROM guarded
    UNION
    SELECT p.model FROM covered c JOIN parents p ON p.relation = c.model
)
SELECT m.model AS subject, 'every user may read, change and delete "' || COALESCE(m.name, m.model) || '"' AS detail
FROM ir_model m
WHERE m.model IN (SELECT m.model FROM ir_model_field f JOIN ir_model m ON m.id = f.model WHERE f.name = 'create_uid')
    AND m.model NOT IN (SELECT model FROM covered)
