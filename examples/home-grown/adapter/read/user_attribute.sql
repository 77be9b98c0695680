SELECT login, 'workplace' AS attribute, workplace AS value FROM app_user WHERE workplace IS NOT NULL
UNION ALL
SELECT login, 'language', language FROM app_user WHERE language IS NOT NULL
