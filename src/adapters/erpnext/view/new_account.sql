SELECT a.login, a.kind, coalesce(c.active, a.active) AS active
FROM view_account a
LEFT JOIN change_user_update c ON c.login = a.login
UNION ALL
SELECT login, kind, active FROM change_user_insert
