-- The settings and the parameters that hold them; a flag is True or anything else.
SELECT s.setting, s.key, s.flag
FROM (VALUES
    ('password.min_length', 'auth_password_policy.minlength', false),
    ('login.attempts', 'base.login_cooldown_after', false),
    ('login.cooldown_seconds', 'base.login_cooldown_duration', false),
    ('signup.open_to', 'auth_signup.invitation_scope', false),
    ('signup.reset_password', 'auth_signup.reset_password', true)
) AS s(setting, key, flag)
