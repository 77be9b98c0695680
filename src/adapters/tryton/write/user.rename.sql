-- In two steps, so that two people may swap logins. Remembered devices and failed attempts follow the person.
UPDATE res_user AS u
SET login = x.apply_id || ':user.rename:' || c.n
FROM change_user_rename c
CROSS JOIN change_context x
WHERE u.login = c.old_login;

UPDATE res_user AS u
SET login = c.login, write_uid = 0, write_date = x.now_erp
FROM change_user_rename c
CROSS JOIN change_context x
WHERE u.login = x.apply_id || ':user.rename:' || c.n;

UPDATE res_user_device AS d
SET login = c.login
FROM change_user_rename c
WHERE d.login = c.old_login;

UPDATE res_user_login_attempt AS a
SET login = c.login
FROM change_user_rename c
WHERE a.login = c.old_login;
