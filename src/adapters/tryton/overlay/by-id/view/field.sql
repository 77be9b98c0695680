-- Fields, which before 7.2 point at their models; a field with access hands the access rows of the model it points to on to
-- its own.
SELECT f.id, m.model, f.name, f.field_description AS title, f.relation, f.access, CAST(m.model || '/' || f.name AS text) AS resource
FROM ir_model_field f
JOIN ir_model m ON m.id = f.model
