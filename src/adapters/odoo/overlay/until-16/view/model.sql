SELECT id, CAST(model AS text) AS model, CAST(name AS text) AS title FROM ir_model
