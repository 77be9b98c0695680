UPDATE ir_config_parameter AS p
SET value = CASE WHEN NOT s.flag THEN c.value WHEN c.value = 'true' THEN 'True' ELSE 'False' END, write_uid = 1, write_date = x.now_erp
FROM change_setting_update c
JOIN view_setting s ON s.setting = c.setting
CROSS JOIN change_context x
WHERE p.key = s.key;
