-- Users. `root` (id 0) and the users that modules ship belong to the system; admin is an ordinary account.
SELECT u.login, u.name, u.email, COALESCE(u.active, false) AS active,
    CASE WHEN u.id = 0 OR s.id IS NOT NULL THEN 'system' ELSE 'person' END AS kind
FROM res_user u
LEFT JOIN (
    SELECT DISTINCT db_id AS id
    FROM ir_model_data WHERE model = 'res.user' AND NOT (module = 'res' AND fs_id = 'user_admin')
) s ON s.id = u.id
