-- Before 18 no key has an end.
SELECT u.login AS subject, 'the key "' || k.name || '" of ' || COALESCE(substr(CAST(k.create_date AS text), 1, 10), 'an unknown day') || ' never ends' AS detail
FROM res_users_apikeys k JOIN res_users u ON u.id = k.user_id
WHERE u.active
