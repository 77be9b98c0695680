-- A deactivation takes password, keys and what proves a second factor with it, and so does an activation of an account that was
-- deactivated in Odoo: with them its old sessions would live again. Name and e-mail address are the contact's, and other
-- columns repeat them.
UPDATE res_users AS u
SET active = c.active,
    password = CASE WHEN c.old_active <> c.active THEN c.password_hash ELSE COALESCE(c.password_hash, u.password) END,
    write_uid = 1, write_date = x.now_erp
FROM change_user_update c
CROSS JOIN change_context x
WHERE u.login = c.login;

UPDATE res_partner AS p
SET name = c.name,
    complete_name = CASE
        WHEN COALESCE(p.name, '') = COALESCE(c.name, '') THEN p.complete_name
        ELSE COALESCE(COALESCE(NULLIF(p.commercial_company_name, ''), o.name) || ', ', '') || c.name
    END,
    email = c.email,
    email_normalized = CASE
        WHEN COALESCE(p.email, '') = COALESCE(c.email, '') THEN p.email_normalized
        WHEN c.email ~ '^[^@[:space:]<>",;]+@[^@[:space:]<>",;]+$' THEN lower(c.email)
    END,
    active = p.active OR (c.active AND NOT c.old_active),
    partner_share = CASE WHEN c.active = c.old_active THEN p.partner_share ELSE u.share OR NOT c.active END,
    write_uid = 1, write_date = x.now_erp
FROM change_user_update c
JOIN res_users u ON u.login = c.login
JOIN res_partner i ON i.id = u.partner_id
LEFT JOIN res_partner o ON o.id = i.parent_id
CROSS JOIN change_context x
WHERE p.id = u.partner_id;

-- Contacts below the person are shown as "person, contact".
UPDATE res_partner AS b
SET complete_name = c.name || ', ' || b.name, write_uid = 1, write_date = x.now_erp
FROM change_user_update c
JOIN res_users u ON u.login = c.login
CROSS JOIN change_context x
WHERE b.parent_id = u.partner_id AND c.name <> c.old_name AND COALESCE(b.name, '') <> '' AND b.is_company IS NOT TRUE
    AND COALESCE(b.commercial_company_name, '') = '';
