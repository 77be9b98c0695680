UPDATE res_user
SET language = NULL, write_uid = 0, write_date = (SELECT now_erp FROM change_context)
WHERE login IN (SELECT login FROM change_user_attribute_delete WHERE attribute = 'language');

UPDATE res_user
SET signature = NULL, write_uid = 0, write_date = (SELECT now_erp FROM change_context)
WHERE login IN (SELECT login FROM change_user_attribute_delete WHERE attribute = 'signature');
