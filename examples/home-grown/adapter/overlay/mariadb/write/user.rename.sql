UPDATE app_user AS u JOIN change_user_rename AS c ON c.old_login = u.login CROSS JOIN change_context AS x
SET u.login = c.login, u.changed_by = x.actor, u.changed_at = x.now_erp;
