-- The series, and what tells this installation from others: the moment its database was initialised.
-- Up to 7.4 the series is only visible in the tables that it brought; each test names the newest addition first.
-- (information_schema would hide tables that the reader may not read.)
WITH tryton_columns AS (
    SELECT c.relname AS table_name, a.attname AS column_name
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = to_regclass('ir_module'))
)
SELECT v.version, 'initialised ' || COALESCE(CAST(m.create_date AS text), 'at an unknown time') AS identity
FROM ir_module m
CROSS JOIN (
    SELECT CASE
        -- The column series came with 7.6; before it the name resolves to the outer NULL.
        WHEN (SELECT series FROM ir_configuration LIMIT 1) IS NOT NULL THEN (SELECT series FROM ir_configuration LIMIT 1)
        WHEN EXISTS (SELECT 1 FROM tryton_columns WHERE table_name = 'ir_cron_log') THEN '7.4'
        WHEN EXISTS (SELECT 1 FROM tryton_columns WHERE table_name = 'ir_model_field_access' AND column_name = 'model') THEN '7.2'
        WHEN EXISTS (SELECT 1 FROM tryton_columns WHERE table_name = 'ir_export' AND column_name = 'records') THEN '7.0'
        WHEN EXISTS (SELECT 1 FROM tryton_columns WHERE table_name = 'ir_model_log') THEN '6.8'
        WHEN EXISTS (SELECT 1 FROM tryton_columns WHERE table_name = 'ir_export' AND column_name = 'header') THEN '6.6'
        WHEN EXISTS (SELECT 1 FROM tryton_columns WHERE table_name = 'ir_model_button' AND column_name = 'active') THEN '6.4'
        WHEN EXISTS (SELECT 1 FROM tryton_columns WHERE table_name = 'ir_error') THEN '6.2'
        WHEN EXISTS (SELECT 1 FROM tryton_columns WHERE table_name = 'ir_sequence' AND column_name = 'sequence_type') THEN '6.0'
    END AS version
    FROM (SELECT CAST(NULL AS text) AS series) absent
) v
WHERE m.name = 'ir' AND v.version IS NOT NULL AND EXISTS (SELECT 1 FROM res_group)
