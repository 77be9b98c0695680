-- Language and time zone are the contact's. The main company is the account's, and the contact's where that names one.
UPDATE res_partner AS p
SET lang = c.value, write_uid = 1, write_date = x.now_erp
FROM change_user_attribute_update c
JOIN res_users u ON u.login = c.login
CROSS JOIN change_context x
WHERE p.id = u.partner_id AND c.attribute = 'language';

UPDATE res_partner AS p
SET tz = c.value, write_uid = 1, write_date = x.now_erp
FROM change_user_attribute_update c
JOIN res_users u ON u.login = c.login
CROSS JOIN change_context x
WHERE p.id = u.partner_id AND c.attribute = 'timezone';

UPDATE res_users AS u
SET company_id = f.id, write_uid = 1, write_date = x.now_erp
FROM change_user_attribute_update c
JOIN view_firm f ON f.company = c.value
CROSS JOIN change_context x
WHERE u.login = c.login AND c.attribute = 'main_company';

UPDATE res_partner AS p
SET company_id = u.company_id, write_uid = 1, write_date = x.now_erp
FROM change_user_attribute_update c
JOIN res_users u ON u.login = c.login
CROSS JOIN change_context x
WHERE p.id = u.partner_id AND c.attribute = 'main_company' AND p.company_id <> u.company_id;
