UPDATE res_user AS u
SET language = l.id, write_uid = 0, write_date = x.now_erp
FROM change_user_attribute_update c
JOIN ir_lang l ON l.code = c.value
CROSS JOIN change_context x
WHERE u.login = c.login AND c.attribute = 'language';

UPDATE res_user AS u
SET signature = c.value, write_uid = 0, write_date = x.now_erp
FROM change_user_attribute_update c
CROSS JOIN change_context x
WHERE u.login = c.login AND c.attribute = 'signature';
