WITH wanted AS (
    SELECT setting, value, NULL AS old_value FROM change_setting_insert
    UNION ALL
    SELECT setting, value, old_value FROM change_setting_update
)
SELECT w.setting AS "key", 'this version has no such setting' AS reason
FROM wanted w
LEFT JOIN view_setting s ON s.setting = w.setting
WHERE s.setting IS NULL
UNION
SELECT w.setting, 'the value is a number without a sign'
FROM wanted w
JOIN view_setting s ON s.setting = w.setting AND s.kind = 'int'
WHERE coalesce(w.value, '') NOT REGEXP '^[0-9]{1,9}$'
UNION
SELECT w.setting, 'the value is true or false'
FROM wanted w
JOIN view_setting s ON s.setting = w.setting AND s.kind = 'bool'
WHERE coalesce(w.value, '') NOT IN ('true', 'false')
UNION
SELECT setting, 'hours and minutes, such as 08:00 or 170:00'
FROM wanted WHERE setting = 'session.idle' AND coalesce(value, '') NOT REGEXP '^[0-9]{2,3}:[0-5][0-9](:[0-5][0-9])?$'
UNION
SELECT setting, 'a score from 1 to 4'
FROM wanted WHERE setting = 'password.min_score' AND coalesce(value, '') NOT IN ('1', '2', '3', '4')
UNION
SELECT setting, 'change this in ERPNext, which also changes the form of items and the items'
FROM wanted WHERE setting = 'item.naming'
