-- A deactivation takes password, keys and what proves a second factor with it, and so does an activation of an account that was
-- deactivated in Odoo: with them its old sessions would live again. An outsider is told by e-mail only. Name and e-mail address are
-- the contact's, and other columns repeat them (user.update.label).
UPDATE res_users AS u
SET active = c.active,
    password = CASE WHEN c.old_active <> c.active THEN c.password_hash ELSE COALESCE(c.password_hash, u.password) END,
    share = CASE WHEN c.kind = c.old_kind THEN u.share ELSE c.kind = 'portal' END,
    notification_type = CASE
        WHEN c.kind = c.old_kind THEN u.notification_type
        WHEN c.kind = 'person' AND EXISTS (
            SELECT 1 FROM change_grant_insert g WHERE g.login = c.login AND g.role = 'mail.group_mail_notification_type_inbox'
        ) THEN 'inbox'
        ELSE 'email'
    END,
    write_uid = 1, write_date = x.now_erp
FROM change_user_update c
CROSS JOIN change_context x
WHERE u.login = c.login;

UPDATE res_partner AS p
SET name = c.name, email = c.email,
    email_normalized = CASE
        WHEN COALESCE(p.email, '') = COALESCE(c.email, '') THEN p.email_normalized
        WHEN c.email ~ '^[^@[:space:]<>",;]+@[^@[:space:]<>",;]+$' THEN lower(c.email)
    END,
    active = p.active OR (c.active AND NOT c.old_active),
    partner_share = CASE WHEN c.active = c.old_active AND c.kind = c.old_kind THEN p.partner_share ELSE u.share OR NOT c.active END,
    write_uid = 1, write_date = x.now_erp
FROM change_user_update c
JOIN res_users u ON u.login = c.login
CROSS JOIN change_context x
WHERE p.id = u.partner_id;
