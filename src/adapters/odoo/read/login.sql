-- Logins by web and by authenticating over RPC; calls with a key leave no trace. The rows know the person as who made them.
SELECT u.login, substr(CAST(max(l.create_date) AS text), 1, 19) AS last_login
FROM res_users_log l JOIN res_users u ON u.id = l.create_uid
WHERE l.create_date IS NOT NULL
GROUP BY u.login
