-- Name and e-mail address are the contact's. That of a company, or of several accounts, is not one person's to change.
SELECT c.login AS key, CASE
        WHEN p.is_company THEN 'the contact of this account is a company; change it in Odoo'
        ELSE 'the account shares its contact with "' || o.login || '"; give it a contact of its own in Odoo'
    END AS reason
FROM change_user_update c
JOIN view_new_account a ON a.login = c.login
JOIN res_partner p ON p.id = a.partner_id
LEFT JOIN res_users o ON o.partner_id = a.partner_id AND o.id <> a.id
WHERE (c.name IS DISTINCT FROM c.old_name OR c.email IS DISTINCT FROM c.old_email) AND (p.is_company OR o.id IS NOT NULL)
UNION
SELECT login, 'an account needs a name'
FROM change_user_insert WHERE COALESCE(btrim(name), '') = ''
UNION
SELECT login, 'an account needs a name'
FROM change_user_update WHERE COALESCE(btrim(name), '') = '' AND name IS DISTINCT FROM old_name
