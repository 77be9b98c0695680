UPDATE app_setting SET value = c.value FROM change_setting_update AS c WHERE c.setting = app_setting.name;
