-- Before 16 everything is hashed with 25000 rounds.
SELECT login AS subject, 'the password is hashed with ' || substring(password FROM '^\$pbkdf2-sha512\$([0-9]+)\$') || ' rounds, 25000 are usual' AS detail
FROM res_users WHERE active AND CAST(substring(password FROM '^\$pbkdf2-sha512\$([0-9]{1,9})\$') AS integer) < 25000
