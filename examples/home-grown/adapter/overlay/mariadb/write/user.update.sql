UPDATE app_user AS u JOIN change_user_update AS c ON c.login = u.login CROSS JOIN change_context AS x
SET u.full_name = c.name, u.email = c.email, u.active = c.active, u.changed_by = x.actor, u.changed_at = x.now_erp,
    u.password_hash = coalesce(c.password_hash, u.password_hash);

-- Whoever is deactivated, or comes back with a new password, has no session left from before.
DELETE FROM app_session
WHERE user_id IN (
    SELECT u.id FROM change_user_update AS c JOIN app_user AS u ON u.login = c.login
    WHERE NOT c.active OR c.password_hash IS NOT NULL
);
