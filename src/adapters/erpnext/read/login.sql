SELECT u.name AS login,
    date_format(convert_tz(CAST(nullif(u.last_login, '') AS datetime), z.zone, '+00:00'), '%Y-%m-%d %H:%i:%s') AS last_login
FROM "tabUser" u
CROSS JOIN view_zone z
WHERE nullif(u.last_login, '') IS NOT NULL
