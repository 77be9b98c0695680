-- From 19 new accounts start with what this group includes.
WITH RECURSIVE reach (gid) AS (
    SELECT r.hid FROM res_groups_implied_rel r
    JOIN ir_model_data d ON d.model = 'res.groups' AND d.module = 'base' AND d.name = 'default_user_group' AND d.res_id = r.gid
    UNION
    SELECT r.hid FROM reach c JOIN res_groups_implied_rel r ON r.gid = c.gid
)
SELECT r.role AS subject, 'every account made in Odoo gets "' || r.title || '"' AS detail
FROM reach c JOIN view_role r ON r.id = c.gid
WHERE r.role ~ '(_manager|[.]group_system)$'
