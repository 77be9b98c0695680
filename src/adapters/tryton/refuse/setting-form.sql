-- Settings that are not in this database.
SELECT setting AS key, 'this database has no such setting' AS reason
FROM change_setting_insert WHERE setting NOT IN ('server.hostname')
UNION
SELECT setting, 'this database has no such setting'
FROM change_setting_update WHERE setting NOT IN ('server.hostname')
UNION
SELECT setting, 'this setting is always there'
FROM change_setting_delete WHERE setting NOT IN ('server.hostname')
