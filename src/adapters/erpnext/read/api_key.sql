-- Neither a key nor a token is read: the name of a token is the token.
SELECT u.name AS login, 'api' AS api_key, 'API key and secret' AS title, CASE WHEN u.enabled = 1 THEN 'active' ELSE 'inactive' END AS state,
    CAST(NULL AS char) AS created, CAST(NULL AS char) AS expires
FROM "tabUser" u
WHERE nullif(u.api_key, '') IS NOT NULL
UNION ALL
SELECT u.name, 'oauth:' || row_number() OVER (PARTITION BY u.name ORDER BY t.creation), t.client,
    CASE WHEN t.status = 'Active' AND u.enabled = 1 THEN 'active' ELSE 'inactive' END,
    date_format(convert_tz(t.creation, z.zone, '+00:00'), '%Y-%m-%d %H:%i:%s'),
    date_format(convert_tz(t.expiration_time, z.zone, '+00:00'), '%Y-%m-%d %H:%i:%s')
FROM "tabOAuth Bearer Token" t
JOIN "tabUser" u ON u.name = t.user
CROSS JOIN view_zone z
