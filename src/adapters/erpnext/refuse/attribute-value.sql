WITH wanted AS (
    SELECT login, attribute, value FROM change_user_attribute_insert
    UNION ALL
    SELECT login, attribute, value FROM change_user_attribute_update
)
SELECT login || ' ' || attribute AS "key", CASE attribute
        WHEN 'language' THEN 'there is no enabled language "' || value || '"'
        WHEN 'timezone' THEN 'there is no time zone of that form: Area/City or UTC'
        WHEN 'module_profile' THEN 'there is no module profile "' || value || '"'
        WHEN 'sessions' THEN 'a number from 1 to 999; two is what everybody has, so leave that out'
        ELSE 'a list of network addresses'
    END AS reason
FROM wanted
WHERE (attribute = 'language' AND value NOT IN (SELECT CAST(name AS char) COLLATE utf8mb4_bin FROM "tabLanguage" WHERE enabled = 1))
    OR (attribute = 'timezone' AND value NOT REGEXP '^([A-Za-z_]+(/[A-Za-z0-9_+-]+){1,2}|UTC)$')
    OR (attribute = 'module_profile' AND value NOT IN (SELECT CAST(name AS char) COLLATE utf8mb4_bin FROM "tabModule Profile"))
    OR (attribute = 'sessions' AND (value NOT REGEXP '^[1-9][0-9]{0,2}$' OR value = '2'))
    OR (attribute = 'allowed_addresses' AND value NOT REGEXP '^[0-9a-fA-F.:]+( *, *[0-9a-fA-F.:]+)*$')
