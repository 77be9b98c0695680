UPDATE ir_configuration
SET hostname = (SELECT value FROM change_setting_update WHERE setting = 'server.hostname'), write_uid = 0, write_date = (SELECT now_erp FROM change_context)
WHERE EXISTS (SELECT 1 FROM change_setting_update WHERE setting = 'server.hostname');
