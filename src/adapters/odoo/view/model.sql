SELECT id, CAST(model AS text) AS model, CAST(name ->> 'en_US' AS text) AS title FROM ir_model
