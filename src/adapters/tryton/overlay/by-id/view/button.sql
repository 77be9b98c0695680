-- Before 7.2 buttons point at their model, and a column that says whether they are in use comes and goes.
SELECT b.id, CAST(m.model || '#' || b.name AS text) AS resource, COALESCE(b.string, b.name) AS title
FROM ir_model_button b
JOIN ir_model m ON m.id = b.model
CROSS JOIN (SELECT CAST(NULL AS boolean) AS active) absent
WHERE COALESCE((SELECT active FROM ir_model_button i WHERE i.id = b.id), true)
