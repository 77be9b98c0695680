INSERT INTO app_setting (name, value) SELECT setting, value FROM change_setting_insert;
