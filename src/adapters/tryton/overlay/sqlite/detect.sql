-- The series, and what tells this installation from others: the moment its database was initialised.
-- Up to 7.4 the series is only visible in the tables that it brought; each test names the newest addition first.
SELECT v.version, 'initialised ' || COALESCE(CAST(m.create_date AS text), 'at an unknown time') AS identity
FROM ir_module m
CROSS JOIN (
    SELECT CASE
        -- The column series came with 7.6; before it the name resolves to the outer NULL.
        WHEN (SELECT series FROM ir_configuration LIMIT 1) IS NOT NULL THEN (SELECT series FROM ir_configuration LIMIT 1)
        WHEN EXISTS (SELECT 1 FROM pragma_table_info('ir_cron_log')) THEN '7.4'
        WHEN EXISTS (SELECT 1 FROM pragma_table_info('ir_model_field_access') WHERE name = 'model') THEN '7.2'
        WHEN EXISTS (SELECT 1 FROM pragma_table_info('ir_export') WHERE name = 'records') THEN '7.0'
        WHEN EXISTS (SELECT 1 FROM pragma_table_info('ir_model_log')) THEN '6.8'
        WHEN EXISTS (SELECT 1 FROM pragma_table_info('ir_export') WHERE name = 'header') THEN '6.6'
        WHEN EXISTS (SELECT 1 FROM pragma_table_info('ir_model_button') WHERE name = 'active') THEN '6.4'
        WHEN EXISTS (SELECT 1 FROM pragma_table_info('ir_error')) THEN '6.2'
        WHEN EXISTS (SELECT 1 FROM pragma_table_info('ir_sequence') WHERE name = 'sequence_type') THEN '6.0'
    END AS version
    FROM (SELECT CAST(NULL AS text) AS series) absent
) v
WHERE m.name = 'ir' AND v.version IS NOT NULL AND EXISTS (SELECT 1 FROM res_group)
