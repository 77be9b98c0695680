-- New accounts made in Odoo start with the groups of this template.
WITH RECURSIVE managers AS (
    SELECT l.gid FROM res_groups_users_rel l
    JOIN ir_model_data d ON d.model = 'res.users' AND d.module = 'base' AND d.name = 'default_user' AND d.res_id = l.uid
)
SELECT r.role AS subject, 'every account made in Odoo gets "' || r.title || '"' AS detail
FROM managers m JOIN view_role r ON r.id = m.gid
WHERE r.role ~ '(_manager|[.]group_system)$'
