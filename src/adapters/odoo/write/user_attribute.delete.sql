UPDATE res_partner AS p
SET lang = NULL, write_uid = 1, write_date = x.now_erp
FROM change_user_attribute_delete c
JOIN res_users u ON u.login = c.login
CROSS JOIN change_context x
WHERE p.id = u.partner_id AND c.attribute = 'language';

UPDATE res_partner AS p
SET tz = NULL, write_uid = 1, write_date = x.now_erp
FROM change_user_attribute_delete c
JOIN res_users u ON u.login = c.login
CROSS JOIN change_context x
WHERE p.id = u.partner_id AND c.attribute = 'timezone';
