SELECT v.setting, CASE WHEN v.kind <> 'bool' THEN v.value WHEN v.value = '1' THEN 'true' ELSE 'false' END AS value
FROM view_setting_value v
WHERE v.value IS NOT NULL
