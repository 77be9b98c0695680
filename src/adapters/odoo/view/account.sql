-- Users. Odoo's own (the system user, the public user, the templates for new users, public users of web sites) belong to the
-- program: they are inactive or nobody's. Whoever is not an employee has the mark share.
SELECT u.id, CAST(u.login AS text) AS login, u.partner_id, u.company_id, COALESCE(u.active, false) AS active,
    CASE
        WHEN s.id IS NOT NULL THEN 'system'
        WHEN u.share THEN 'portal'
        ELSE 'person'
    END AS kind
FROM res_users u
LEFT JOIN (
    SELECT d.res_id AS id
    FROM ir_model_data d
    WHERE d.model = 'res.users' AND d.module = 'base'
        AND d.name IN ('user_root', 'public_user', 'default_user', 'template_portal_user_id')
    UNION
    SELECT i.id FROM res_users i JOIN ir_config_parameter p ON p.key = 'base.template_portal_user_id' AND p.value = CAST(i.id AS text)
    UNION
    SELECT l.uid
    FROM res_groups_users_rel l
    JOIN ir_model_data d ON d.model = 'res.groups' AND d.module = 'base' AND d.name = 'group_public' AND d.res_id = l.gid
    JOIN res_users i ON i.id = l.uid AND i.share
) s ON s.id = u.id
