-- The state of every module that is not merely available. The series is not stored before 7.6.
SELECT 'module:' || name AS name, max(state) AS value
FROM ir_module WHERE state <> 'not activated' GROUP BY name
