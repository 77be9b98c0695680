-- Parameters are rows, or are not there; of companies every value is there, if only as none.
SELECT s.setting, CASE WHEN s.flag THEN CASE WHEN lower(btrim(p.value)) IN ('true', '1') THEN 'true' ELSE 'false' END ELSE p.value END AS value
FROM view_setting s
JOIN ir_config_parameter p ON p.key = s.key
UNION ALL
SELECT s.setting, s.value
FROM view_company_setting s
