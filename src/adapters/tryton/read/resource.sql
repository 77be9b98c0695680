-- Everything that permissions can name. Actions come from three signs: a stored model has the field create_uid; one
-- without a table of its own is computed by a query and can only be read; a configuration is a single record that
-- nobody creates or deletes.
WITH tables AS MATERIALIZED (SELECT name FROM view_table_name v),
stored AS MATERIALIZED (SELECT DISTINCT model FROM view_field f WHERE name = 'create_uid')
SELECT m.model AS resource, m.title,
    CASE WHEN s.model IS NULL THEN 'read,write,create,delete'
         WHEN t.name IS NULL AND m.table_named THEN 'read'
         WHEN m.model LIKE '%.configuration' THEN 'read,write'
         ELSE 'read,write,create,delete' END AS actions
FROM view_model m
LEFT JOIN stored s ON s.model = m.model
LEFT JOIN tables t ON t.name = replace(m.model, '.', '_')
UNION ALL
SELECT resource, title, 'read,write,create,delete'
FROM view_field f
UNION ALL
SELECT resource, max(title), 'press'
FROM view_button b GROUP BY resource
