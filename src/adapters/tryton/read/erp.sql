-- The series, and the state of every module that is not merely available.
SELECT 'module:' || name AS name, max(state) AS value
FROM ir_module WHERE state <> 'not activated' GROUP BY name
UNION ALL
SELECT 'version', max(series) FROM ir_configuration
