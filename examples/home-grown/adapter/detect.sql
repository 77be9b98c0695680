SELECT
    (SELECT value FROM app_info WHERE name = 'version') AS version,
    (SELECT value FROM app_info WHERE name = 'installation') AS identity
FROM app_cache
WHERE name = 'access'
