-- Fields and their models; a field with access hands the access rows of the model it points to on to its own.
SELECT model, name, string AS title, relation, access, CAST(model || '/' || name AS text) AS resource
FROM ir_model_field
