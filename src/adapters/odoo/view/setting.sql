-- The settings and the parameters that hold them; a flag is True or anything else.
SELECT s.setting, s.key, s.flag
FROM (VALUES
    ('password.min_length', 'auth_password_policy.minlength', false),
    ('password.hash_rounds', 'password.hashing.rounds', false),
    ('login.attempts', 'base.login_cooldown_after', false),
    ('login.cooldown_seconds', 'base.login_cooldown_duration', false),
    ('session.max_inactivity_seconds', 'sessions.max_inactivity_seconds', false),
    ('two_factor.required_for', 'auth_totp.policy', false),
    ('signup.open_to', 'auth_signup.invitation_scope', false),
    ('signup.reset_password', 'auth_signup.reset_password', true)
) AS s(setting, key, flag)
