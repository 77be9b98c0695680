SELECT login AS "key", 'a login is an e-mail address in lower case' AS reason
FROM change_user_insert
WHERE login NOT REGEXP '^[^@[:space:]<>",;]+@[^@[:space:]<>",;]+$' OR CAST(lower(login) AS binary) <> CAST(login AS binary) OR char_length(login) > 140
UNION
SELECT login, 'the e-mail address is the login: write email: ' || login
FROM change_user_insert
WHERE coalesce(email, '') <> login
UNION
SELECT login, 'the e-mail address is the login and stays'
FROM change_user_update
WHERE NOT (email <=> old_email) AND coalesce(email, '') <> login
UNION
SELECT login, 'a name has from 1 to 140 characters and neither < nor >'
FROM (SELECT login, name FROM change_user_insert UNION ALL SELECT login, name FROM change_user_update) c
WHERE coalesce(trim(name), '') = '' OR char_length(name) > 140 OR name REGEXP '[<>]'
