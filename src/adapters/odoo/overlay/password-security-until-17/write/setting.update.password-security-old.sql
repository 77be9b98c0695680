-- Companies: what a password needs, up to 17.
UPDATE res_company AS c
SET password_expiration = CAST(n.value AS integer), write_uid = 1, write_date = x.now_erp
FROM change_setting_update n
JOIN view_company_setting s ON s.setting = n.setting AND s.name = 'password.max_age_days'
CROSS JOIN change_context x
WHERE c.id = s.company_id;

UPDATE res_company AS c
SET password_minimum = CAST(n.value AS integer), write_uid = 1, write_date = x.now_erp
FROM change_setting_update n
JOIN view_company_setting s ON s.setting = n.setting AND s.name = 'password.min_age_hours'
CROSS JOIN change_context x
WHERE c.id = s.company_id;

UPDATE res_company AS c
SET password_history = CAST(n.value AS integer), write_uid = 1, write_date = x.now_erp
FROM change_setting_update n
JOIN view_company_setting s ON s.setting = n.setting AND s.name = 'password.history'
CROSS JOIN change_context x
WHERE c.id = s.company_id;

UPDATE res_company AS c
SET password_length = CAST(n.value AS integer), write_uid = 1, write_date = x.now_erp
FROM change_setting_update n
JOIN view_company_setting s ON s.setting = n.setting AND s.name = 'password.length'
CROSS JOIN change_context x
WHERE c.id = s.company_id;

UPDATE res_company AS c
SET password_lower = CAST(n.value AS integer), write_uid = 1, write_date = x.now_erp
FROM change_setting_update n
JOIN view_company_setting s ON s.setting = n.setting AND s.name = 'password.lower'
CROSS JOIN change_context x
WHERE c.id = s.company_id;

UPDATE res_company AS c
SET password_upper = CAST(n.value AS integer), write_uid = 1, write_date = x.now_erp
FROM change_setting_update n
JOIN view_company_setting s ON s.setting = n.setting AND s.name = 'password.upper'
CROSS JOIN change_context x
WHERE c.id = s.company_id;

UPDATE res_company AS c
SET password_numeric = CAST(n.value AS integer), write_uid = 1, write_date = x.now_erp
FROM change_setting_update n
JOIN view_company_setting s ON s.setting = n.setting AND s.name = 'password.digits'
CROSS JOIN change_context x
WHERE c.id = s.company_id;

UPDATE res_company AS c
SET password_special = CAST(n.value AS integer), write_uid = 1, write_date = x.now_erp
FROM change_setting_update n
JOIN view_company_setting s ON s.setting = n.setting AND s.name = 'password.special'
CROSS JOIN change_context x
WHERE c.id = s.company_id;
