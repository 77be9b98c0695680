-- The settings and the parameters that hold them; a flag is True or anything else. Those of modules count where the module is there.
SELECT s.setting, s.key, s.flag
FROM (VALUES
    ('password.min_length', 'auth_password_policy.minlength', false, CAST(NULL AS text)),
    ('password.hash_rounds', 'password.hashing.rounds', false, NULL),
    ('login.attempts', 'base.login_cooldown_after', false, NULL),
    ('login.cooldown_seconds', 'base.login_cooldown_duration', false, NULL),
    ('session.max_inactivity_seconds', 'sessions.max_inactivity_seconds', false, NULL),
    ('two_factor.required_for', 'auth_totp.policy', false, NULL),
    ('signup.open_to', 'auth_signup.invitation_scope', false, NULL),
    ('signup.reset_password', 'auth_signup.reset_password', true, NULL),
    ('session.idle_seconds', 'inactive_session_time_out_delay', false, 'auth_session_timeout'),
    ('session.idle_ignored_urls', 'inactive_session_time_out_ignored_url', false, 'auth_session_timeout'),
    ('password.max_age_days', 'password_security.expiration_days', false, 'password_security'),
    ('password.min_age_hours', 'password_security.minimum_hours', false, 'password_security'),
    ('password.history', 'password_security.history', false, 'password_security'),
    ('password.lower', 'password_security.lower', false, 'password_security'),
    ('password.upper', 'password_security.upper', false, 'password_security'),
    ('password.digits', 'password_security.numeric', false, 'password_security'),
    ('password.special', 'password_security.special', false, 'password_security')
) AS s(setting, key, flag, module)
WHERE s.module IS NULL OR s.module IN (SELECT m.name FROM ir_module_module m WHERE m.state = 'installed')
