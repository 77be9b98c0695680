SELECT p.key AS subject, '"' || p.value || '" is no number: nobody can change a password' AS detail
FROM ir_config_parameter p
WHERE p.key = 'auth_password_policy.minlength' AND p.value !~ '^[[:space:]]*[+-]?[0-9]+[[:space:]]*$'
