WITH wanted AS (
    SELECT setting, value, CAST(NULL AS text) AS old_value FROM change_setting_insert
    UNION ALL
    SELECT setting, value, old_value FROM change_setting_update
)
SELECT setting AS key, 'this database has no such setting: a company, a version or an installed module is missing' AS reason
FROM wanted
WHERE setting NOT IN (SELECT setting FROM view_setting s) AND setting NOT IN (SELECT setting FROM view_company_setting s)
UNION
SELECT setting, 'a company keeps every setting; give it another value'
FROM change_setting_delete
WHERE setting IN (SELECT setting FROM view_company_setting s)
UNION
SELECT setting, 'the value is a number without a sign'
FROM wanted
WHERE setting IN ('password.min_length', 'password.hash_rounds', 'login.attempts', 'login.cooldown_seconds', 'session.max_inactivity_seconds',
        'session.idle_seconds', 'password.max_age_days', 'password.min_age_hours', 'password.lower', 'password.upper', 'password.digits',
        'password.special')
    AND COALESCE(value, '') !~ '^[0-9]{1,9}$'
UNION
SELECT setting, 'the value is a number, or -1'
FROM wanted
WHERE setting = 'password.history' AND COALESCE(value, '') !~ '^(-1|[0-9]{1,9})$'
UNION
SELECT w.setting, 'the value is true or false'
FROM wanted w JOIN view_setting s ON s.setting = w.setting AND s.flag
WHERE COALESCE(w.value, '') NOT IN ('true', 'false')
UNION
SELECT w.setting, CASE s.kind
        WHEN 'day' THEN 'the value is a day, such as 2026-12-31'
        WHEN 'choice' THEN 'the value cannot be empty'
        ELSE 'the value is a number without a sign'
    END
FROM wanted w JOIN view_company_setting s ON s.setting = w.setting
WHERE CASE s.kind
        WHEN 'day' THEN w.value IS NOT NULL AND w.value !~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'
        WHEN 'choice' THEN COALESCE(w.value, '') = ''
        ELSE COALESCE(w.value, '') !~ CASE s.name WHEN 'password.history' THEN '^(-1|[0-9]{1,9})$' ELSE '^[0-9]{1,12}$' END
    END
UNION
-- Odoo never opens again what is closed for good.
SELECT w.setting, 'a hard lock date only moves forward; it is ' || w.old_value
FROM wanted w JOIN view_company_setting s ON s.setting = w.setting AND s.name = 'accounting.hard_lock_date'
WHERE w.old_value IS NOT NULL AND COALESCE(w.value, '') < w.old_value
