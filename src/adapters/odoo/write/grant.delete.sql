DELETE FROM res_groups_users_rel AS l
USING change_grant_delete c
JOIN res_users u ON u.login = c.login
JOIN (SELECT id, role FROM view_role v) r ON r.role = c.role
WHERE l.uid = u.id AND l.gid = r.id;

-- Odoo keeps this choice of a person as a group too.
UPDATE res_users AS u
SET notification_type = 'email'
FROM change_grant_delete c
WHERE u.login = c.login AND c.role = 'mail.group_mail_notification_type_inbox';

UPDATE res_users AS u
SET write_uid = 1, write_date = x.now_erp
FROM change_context x
WHERE u.login IN (SELECT login FROM change_grant_delete);
