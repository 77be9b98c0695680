-- Whoever is nobody's employee any more cannot choose that employee again either.
DELETE FROM "res_user-company_employee"
WHERE id IN (
    SELECT l.id
    FROM change_user_attribute_delete c
    JOIN res_user u ON u.login = c.login
    JOIN "res_user-company_employee" l ON l."user" = u.id AND l.employee = u.employee
    WHERE c.attribute = 'employee'
);

UPDATE res_user
SET language = NULL, write_uid = 0, write_date = (SELECT now_erp FROM change_context)
WHERE login IN (SELECT login FROM change_user_attribute_delete WHERE attribute = 'language');

UPDATE res_user
SET signature = NULL, write_uid = 0, write_date = (SELECT now_erp FROM change_context)
WHERE login IN (SELECT login FROM change_user_attribute_delete WHERE attribute = 'signature');

UPDATE res_user
SET company_filter = NULL, write_uid = 0, write_date = (SELECT now_erp FROM change_context)
WHERE login IN (SELECT login FROM change_user_attribute_delete WHERE attribute = 'company_filter');

UPDATE res_user
SET company = NULL, write_uid = 0, write_date = (SELECT now_erp FROM change_context)
WHERE login IN (SELECT login FROM change_user_attribute_delete WHERE attribute = 'main_company');

UPDATE res_user
SET warehouse = NULL, write_uid = 0, write_date = (SELECT now_erp FROM change_context)
WHERE login IN (SELECT login FROM change_user_attribute_delete WHERE attribute = 'warehouse');

UPDATE res_user
SET employee = NULL, write_uid = 0, write_date = (SELECT now_erp FROM change_context)
WHERE login IN (SELECT login FROM change_user_attribute_delete WHERE attribute = 'employee');
