-- A role without a code was made in the administration window; `match` in the files gives it one.
SELECT coalesce(code, 'name:' || title) AS role, title, CASE WHEN shipped THEN 'shipped' ELSE 'custom' END AS origin, active
FROM app_role
