WITH wanted AS (
    SELECT setting, value FROM change_setting_insert
    UNION ALL
    SELECT setting, value FROM change_setting_update
)
SELECT setting AS key, 'this database has no such setting' AS reason
FROM wanted WHERE setting NOT IN (SELECT setting FROM view_setting s)
UNION
SELECT setting, 'the value is a number without a sign'
FROM wanted
WHERE setting IN ('password.min_length', 'password.hash_rounds', 'login.attempts', 'login.cooldown_seconds', 'session.max_inactivity_seconds')
    AND COALESCE(value, '') !~ '^[0-9]{1,9}$'
UNION
SELECT w.setting, 'the value is true or false'
FROM wanted w JOIN view_setting s ON s.setting = w.setting AND s.flag
WHERE COALESCE(w.value, '') NOT IN ('true', 'false')
