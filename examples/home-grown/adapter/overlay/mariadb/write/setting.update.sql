UPDATE app_setting AS s JOIN change_setting_update AS c ON c.setting = s.name SET s.value = c.value;
