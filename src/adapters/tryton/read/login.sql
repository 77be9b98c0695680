-- Tryton records no login; the newest session is the only trace, and it goes when the session ends.
SELECT u.login, substr(CAST(max(s.create_date) AS text), 1, 19) AS last_login
FROM ir_session s JOIN res_user u ON u.id = s.create_uid
GROUP BY u.login
