UPDATE ir_configuration
SET hostname = (SELECT value FROM change_setting_update WHERE setting = 'server.hostname'), write_uid = 0, write_date = (SELECT now_erp FROM change_context)
WHERE EXISTS (SELECT 1 FROM change_setting_update WHERE setting = 'server.hostname');

UPDATE ir_cron
SET active = (SELECT value = 'true' FROM change_setting_update WHERE setting = 'roles.scheduled_sync'),
    write_uid = 0, write_date = (SELECT now_erp FROM change_context)
WHERE method = 'res.user|sync_roles'
    AND EXISTS (SELECT 1 FROM change_setting_update WHERE setting = 'roles.scheduled_sync');
