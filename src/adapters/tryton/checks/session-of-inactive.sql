-- The program looks a session up by its row alone: it outlives the account's deactivation by SQL or by import.
SELECT COALESCE(u.login, 'user ' || s.create_uid) AS subject,
    CASE WHEN u.id IS NULL THEN 'the user no longer exists; sessions left: ' ELSE 'the user is inactive; sessions that still work: ' END || count(*) AS detail
FROM ir_session s
LEFT JOIN res_user u ON u.id = s.create_uid
WHERE u.id IS NULL OR u.active IS NOT TRUE
GROUP BY u.id, u.login, s.create_uid
