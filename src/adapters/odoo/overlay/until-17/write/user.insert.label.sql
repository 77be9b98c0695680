-- The name of a contact as lists show it.
UPDATE res_partner AS p
SET display_name = p.name
FROM change_user_insert c
JOIN res_users u ON u.login = c.login
WHERE p.id = u.partner_id;
