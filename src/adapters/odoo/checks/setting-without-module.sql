-- The parameter is there and nobody reads it.
SELECT s.setting AS subject, 'the parameter "' || p.key || '" is set, and the module that looks at it is not installed: ' || n.module AS detail
FROM view_setting s
JOIN ir_config_parameter p ON p.key = s.key
JOIN (VALUES ('password.min_length', 'auth_password_policy', '^auth_password_policy$'),
    ('two_factor.required_for', 'auth_totp_mail_enforce or auth_totp_mail', '^auth_totp_mail(_enforce)?$')) AS n(setting, module, pattern)
    ON n.setting = s.setting
WHERE NOT EXISTS (SELECT 1 FROM ir_module_module m WHERE m.name ~ n.pattern AND m.state = 'installed')
