WITH wanted AS (
    SELECT login FROM change_user_insert
    UNION ALL
    SELECT login FROM change_user_rename
)
SELECT login AS key, 'another user has the login "' || login || '"' AS reason
FROM res_users
WHERE login IN (SELECT login FROM wanted) AND login NOT IN (SELECT old_login FROM change_user_rename)
UNION
SELECT login, 'two users would get the login "' || login || '"'
FROM wanted GROUP BY login HAVING count(*) > 1
UNION
SELECT old_login, 'there is no user with the login "' || old_login || '"'
FROM change_user_rename WHERE old_login NOT IN (SELECT login FROM res_users)
UNION
SELECT login, 'a login has no blanks around it'
FROM wanted WHERE login <> btrim(login) OR login = ''
