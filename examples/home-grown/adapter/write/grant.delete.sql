DELETE FROM app_user_role
WHERE (user_id, role_id) IN (
    SELECT u.id, r.id
    FROM change_grant_delete AS c
        JOIN app_user AS u ON u.login = c.login
        JOIN app_role AS r ON coalesce(r.code, 'name:' || r.title) = c.role
);
