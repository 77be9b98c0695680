-- Users as they will be called after the renames of the plan, for what looks before anything is written.
SELECT a.id, COALESCE(n.login, a.login) AS login, a.login AS old_login, a.partner_id, a.company_id, a.active, a.kind
FROM view_account a
LEFT JOIN change_user_rename n ON n.old_login = a.login
