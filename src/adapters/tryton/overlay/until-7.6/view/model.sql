-- Models; a table of theirs always carries the name of the model, with dots as underscores.
SELECT model, name AS title, true AS table_named
FROM ir_model
