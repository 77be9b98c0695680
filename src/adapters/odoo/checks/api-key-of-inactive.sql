-- The key is refused while the account is inactive, and lives again with it.
SELECT u.login AS subject, 'the account is inactive and keeps the key "' || k.name || '", which lives again when it is activated' AS detail
FROM res_users_apikeys k JOIN res_users u ON u.id = k.user_id
WHERE u.active IS NOT TRUE
