DELETE FROM ir_config_parameter AS p
USING change_setting_delete c
JOIN view_setting s ON s.setting = c.setting
WHERE p.key = s.key;
