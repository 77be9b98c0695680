UPDATE app_user
SET full_name = c.name, email = c.email, active = c.active, changed_by = x.actor, changed_at = x.now_erp,
    password_hash = coalesce(c.password_hash, app_user.password_hash)
FROM change_user_update AS c CROSS JOIN change_context AS x
WHERE c.login = app_user.login;

-- Whoever is deactivated, or comes back with a new password, has no session left from before.
DELETE FROM app_session
WHERE user_id IN (
    SELECT u.id FROM change_user_update AS c JOIN app_user AS u ON u.login = c.login
    WHERE NOT c.active OR c.password_hash IS NOT NULL
);
