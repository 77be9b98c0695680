-- Sessions as far as Odoo 18 and later writes them down, under the number of their first row; they live in files beside the
-- database. The identifier in the table is the beginning of the session's key and is not read.
SELECT u.login, CAST(min(l.id) AS text) AS session, substr(CAST(min(l.first_activity) AS text), 1, 19) AS started,
    substr(CAST(max(l.last_activity) AS text), 1, 19) AS seen
FROM res_device_log l JOIN res_users u ON u.id = l.user_id
GROUP BY u.login, l.session_identifier
HAVING NOT bool_or(COALESCE(l.revoked, false))
