SELECT a.login, a.name, a.email, a.active, a.kind FROM view_account a
