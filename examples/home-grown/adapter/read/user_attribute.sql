SELECT login, 'department' AS attribute, department AS value FROM app_user WHERE department IS NOT NULL
UNION ALL
SELECT login, 'language', language FROM app_user WHERE language IS NOT NULL
