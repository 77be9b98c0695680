-- Odoo hashes anew at the next login; who never logs in keeps the weak one. Needs the column, which only who applies may read.
SELECT login AS subject, 'the password is hashed with ' || substring(password FROM '^\$pbkdf2-sha512\$([0-9]+)\$') || ' rounds, 600000 are usual' AS detail
FROM res_users WHERE active AND CAST(substring(password FROM '^\$pbkdf2-sha512\$([0-9]{1,9})\$') AS integer) < 600000
