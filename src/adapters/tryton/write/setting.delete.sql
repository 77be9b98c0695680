UPDATE ir_configuration
SET hostname = NULL, write_uid = 0, write_date = (SELECT now_erp FROM change_context)
WHERE EXISTS (SELECT 1 FROM change_setting_delete WHERE setting = 'server.hostname');
