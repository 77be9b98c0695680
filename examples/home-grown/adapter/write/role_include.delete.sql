DELETE FROM app_role_include
WHERE (role_id, included_id) IN (
    SELECT a.id, b.id
    FROM change_role_include_delete AS c
        JOIN app_role AS a ON coalesce(a.code, 'name:' || a.title) = c.role
        JOIN app_role AS b ON coalesce(b.code, 'name:' || b.title) = c.included
);
