-- Buttons in use, under model#button.
SELECT id, CAST(model || '#' || name AS text) AS resource, COALESCE(string, name) AS title
FROM ir_model_button
WHERE active
