-- The single configuration record exists only after it was saved once.
UPDATE ir_configuration
SET hostname = (SELECT value FROM change_setting_insert WHERE setting = 'server.hostname'), write_uid = 0, write_date = (SELECT now_erp FROM change_context)
WHERE EXISTS (SELECT 1 FROM change_setting_insert WHERE setting = 'server.hostname');

INSERT INTO ir_configuration (hostname, create_uid, create_date)
SELECT c.value, 0, x.now_erp
FROM change_setting_insert c
CROSS JOIN change_context x
WHERE c.setting = 'server.hostname' AND NOT EXISTS (SELECT 1 FROM ir_configuration);
