-- Keys under their row number; the key itself is never read. Before 18 none has an end.
SELECT u.login, CAST(k.id AS text) AS api_key, k.name AS title, COALESCE(k.scope, 'any') AS state,
    substr(CAST(k.create_date AS text), 1, 19) AS created, CAST(NULL AS text) AS expires
FROM res_users_apikeys k JOIN res_users u ON u.id = k.user_id
