-- Up to 18 the rows of what a role includes are changes of their own; from 19 only what was given is stored.
INSERT INTO res_groups_users_rel (gid, uid)
SELECT r.id, u.id
FROM change_grant_insert c
JOIN res_users u ON u.login = c.login
JOIN (SELECT id, role FROM view_role v) r ON r.role = c.role
ORDER BY c.n;

-- Odoo keeps this choice of a person as a group too.
UPDATE res_users AS u
SET notification_type = 'inbox'
FROM change_grant_insert c
WHERE u.login = c.login AND c.role = 'mail.group_mail_notification_type_inbox' AND u.share IS NOT TRUE;

UPDATE res_users AS u
SET write_uid = 1, write_date = x.now_erp
FROM change_context x
WHERE u.login IN (SELECT login FROM change_grant_insert);
