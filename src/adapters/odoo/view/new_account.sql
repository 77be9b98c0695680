-- Users as they will be called, and of which kind they will be, after the plan, for what looks before anything is written.
SELECT a.id, COALESCE(n.login, a.login) AS login, a.login AS old_login, a.partner_id, a.company_id, a.active,
    COALESCE(c.kind, a.kind) AS kind, a.kind AS old_kind
FROM view_account a
LEFT JOIN change_user_rename n ON n.old_login = a.login
LEFT JOIN change_user_update c ON c.login = COALESCE(n.login, a.login)
