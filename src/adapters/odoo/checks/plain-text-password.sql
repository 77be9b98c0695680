-- Odoo accepts a password in plain text, and hashes it at the next login or start. Needs the column, which only who applies may read.
SELECT login AS subject, 'the password stands in the database in plain text' AS detail
FROM res_users WHERE password <> '' AND password !~ '^\$[^$]+\$[^$]+\$.'
