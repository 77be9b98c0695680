UPDATE app_user
SET login = c.login, changed_by = x.actor, changed_at = x.now_erp
FROM change_user_rename AS c CROSS JOIN change_context AS x
WHERE c.old_login = app_user.login;
