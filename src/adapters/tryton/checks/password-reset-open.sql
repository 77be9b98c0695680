-- A reset token is stored in plain text, works until it expires and is not used up by logging in.
SELECT login AS subject, 'a reset token in plain text is waiting'
    || COALESCE(', valid until ' || substr(CAST(password_reset_expire AS text), 1, 16) || ' UTC', ', without an end') AS detail
FROM res_user
WHERE password_reset IS NOT NULL
