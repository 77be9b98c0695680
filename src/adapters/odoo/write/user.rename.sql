-- In two steps, so that two people may swap logins. Odoo ends the sessions of a renamed account by itself.
UPDATE res_users AS u
SET login = x.apply_id || ':user.rename:' || c.n
FROM change_user_rename c
CROSS JOIN change_context x
WHERE u.login = c.old_login;

UPDATE res_users AS u
SET login = c.login, write_uid = 1, write_date = x.now_erp
FROM change_user_rename c
CROSS JOIN change_context x
WHERE u.login = x.apply_id || ':user.rename:' || c.n;
