DELETE FROM app_setting WHERE name IN (SELECT setting FROM change_setting_delete);
