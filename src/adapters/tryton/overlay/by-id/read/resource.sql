-- Everything that permissions can name. Actions come from three signs: a stored model has the field create_uid; one
-- without a table of its own is computed by a query and can only be read; a configuration is a single record that
-- nobody creates or deletes. (Tables carry the model's name with dots as underscores.)
-- Before 7.2 a link model (its name has a -) may have a table of any name, so only the known computed ones count.
WITH tables AS MATERIALIZED (
    SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p', 'm', 'v', 'f')
        AND pg_table_is_visible(oid)
),
stored AS MATERIALIZED (
    SELECT DISTINCT m.model AS model
    FROM ir_model_field f
    JOIN ir_model m ON m.id = f.model
    WHERE f.name = 'create_uid'
)
SELECT m.model AS resource, m.name AS title,
    CASE WHEN s.model IS NULL THEN 'read,write,create,delete'
         WHEN t.name IS NULL AND (m.model NOT LIKE '%-%'
             OR m.model IN ('product.template-product.category.all', 'product.template-product.category.account')) THEN 'read'
         WHEN m.model LIKE '%.configuration' THEN 'read,write'
         ELSE 'read,write,create,delete' END AS actions
FROM ir_model m
LEFT JOIN stored s ON s.model = m.model
LEFT JOIN tables t ON t.name = replace(m.model, '.', '_')
UNION ALL
SELECT m.model || '/' || f.name, f.field_description, 'read,write,create,delete'
FROM ir_model_field f
JOIN ir_model m ON m.id = f.model
UNION ALL
SELECT m.model || '#' || b.name, max(COALESCE(b.string, b.name)), 'press'
FROM ir_model_button b JOIN ir_model m ON m.id = b.model GROUP BY m.model, b.name
