-- The token is stored in plain text, works until it expires and is not used up by logging in.
SELECT login AS subject, 'a password reset is waiting in plain text, valid until '
    || substr(CAST(password_reset_expire AS text), 1, 16) || ' UTC' AS detail
FROM res_user
WHERE password_reset_expire IS NOT NULL
