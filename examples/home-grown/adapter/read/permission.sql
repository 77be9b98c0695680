SELECT coalesce(r.code, 'name:' || r.title) AS role, p.resource_code AS resource,
    substr(CASE WHEN p.can_read THEN ',read' ELSE '' END || CASE WHEN p.can_write THEN ',write' ELSE '' END
        || CASE WHEN p.can_approve THEN ',approve' ELSE '' END, 2) AS actions
FROM app_permission AS p JOIN app_role AS r ON r.id = p.role_id
WHERE p.can_read OR p.can_write OR p.can_approve
