SELECT u.name AS login, k.attribute, nullif(CASE k.attribute
        WHEN 'language' THEN u.language
        WHEN 'timezone' THEN u.time_zone
        WHEN 'module_profile' THEN u.module_profile
        WHEN 'allowed_addresses' THEN u.restrict_ip
        WHEN 'sessions' THEN CAST(nullif(u.simultaneous_sessions, 2) AS char)
    END, '') AS value
FROM "tabUser" u
CROSS JOIN (
    SELECT 'language' AS attribute UNION ALL SELECT 'timezone' UNION ALL SELECT 'module_profile'
    UNION ALL SELECT 'allowed_addresses' UNION ALL SELECT 'sessions'
) k
