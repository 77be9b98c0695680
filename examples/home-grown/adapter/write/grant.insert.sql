INSERT INTO app_user_role (user_id, role_id, granted_by, granted_at)
SELECT u.id, r.id, x.actor, x.now_erp
FROM change_grant_insert AS c
    JOIN app_user AS u ON u.login = c.login
    JOIN app_role AS r ON coalesce(r.code, 'name:' || r.title) = c.role
    CROSS JOIN change_context AS x;
