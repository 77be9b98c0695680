INSERT INTO app_user (login, full_name, email, kind, active, password_hash, changed_by, changed_at)
SELECT c.login, c.name, c.email, c.kind, c.active, c.password_hash, x.actor, x.now_erp
FROM change_user_insert AS c CROSS JOIN change_context AS x;
