INSERT INTO ir_config_parameter (key, value, create_uid, write_uid, create_date, write_date)
SELECT s.key, CASE WHEN NOT s.flag THEN c.value WHEN c.value = 'true' THEN 'True' ELSE 'False' END, 1, 1, x.now_erp, x.now_erp
FROM change_setting_insert c
JOIN view_setting s ON s.setting = c.setting
CROSS JOIN change_context x
ORDER BY c.n;
