-- Everything that permissions can name. Actions come from three signs: a stored model has the field create_uid; one
-- without a table of its own is computed by a query and can only be read; a configuration is a single record that
-- nobody creates or deletes. (Tables carry the model's name with dots as underscores.)
WITH tables AS MATERIALIZED (
    SELECT name FROM sqlite_master WHERE type IN ('table', 'view')
),
stored AS MATERIALIZED (
    SELECT DISTINCT f.model AS model
    FROM ir_model_field f
    WHERE f.name = 'create_uid'
)
SELECT m.name AS resource, m.string AS title,
    CASE WHEN s.model IS NULL THEN 'read,write,create,delete'
         WHEN t.name IS NULL THEN 'read'
         WHEN m.name LIKE '%.configuration' THEN 'read,write'
         ELSE 'read,write,create,delete' END AS actions
FROM ir_model m
LEFT JOIN stored s ON s.model = m.name
LEFT JOIN tables t ON t.name = replace(m.name, '.', '_')
UNION ALL
SELECT f.model || '/' || f.name, f.string, 'read,write,create,delete'
FROM ir_model_field f
UNION ALL
SELECT b.model || '#' || b.name, max(COALESCE(b.string, b.name)), 'press'
FROM ir_model_button b WHERE b.active GROUP BY b.model, b.name
