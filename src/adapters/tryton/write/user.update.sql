-- Deactivation takes the password and any reset token with it; a new password voids the token. Sessions, devices and
-- keys end in after.sql.
UPDATE res_user AS u
SET name = c.name,
    email = c.email,
    active = c.active,
    password_hash = CASE WHEN c.old_active AND NOT c.active THEN NULL ELSE COALESCE(c.password_hash, u.password_hash) END,
    password_reset = CASE WHEN c.active AND c.password_hash IS NULL THEN u.password_reset END,
    password_reset_expire = CASE WHEN c.active AND c.password_hash IS NULL THEN u.password_reset_expire END,
    write_uid = 0,
    write_date = x.now_erp
FROM change_user_update c
CROSS JOIN change_context x
WHERE u.login = c.login;
