-- Calls with a key over RPC are no logins: an account of a program may look dormant and is not.
SELECT a.login AS subject, CASE WHEN l.last IS NULL THEN 'never logged in, made on ' || substr(CAST(u.create_date AS text), 1, 10)
    ELSE 'last logged in on ' || substr(CAST(l.last AS text), 1, 10) END AS detail
FROM view_account a
JOIN res_users u ON u.id = a.id
LEFT JOIN (SELECT create_uid, max(create_date) AS last FROM res_users_log GROUP BY create_uid) l ON l.create_uid = a.id
WHERE a.active AND a.kind = 'person' AND COALESCE(l.last, u.create_date) < timezone('UTC', now()) - interval '180 days'
