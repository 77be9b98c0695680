-- Keys under their row number; the key itself is never read.
SELECT u.login, CAST(k.id AS text) AS api_key, k.name AS title,
    CASE WHEN k.expiration_date < timezone('UTC', now()) THEN 'expired' ELSE COALESCE(k.scope, 'any') END AS state,
    substr(CAST(k.create_date AS text), 1, 19) AS created, substr(CAST(k.expiration_date AS text), 1, 19) AS expires
FROM res_users_apikeys k JOIN res_users u ON u.id = k.user_id
