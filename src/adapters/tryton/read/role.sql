-- Groups. The key is the external id (module.id) of a shipped group, the one this tool stored (a translation row of
-- the pseudo-language __trueup__, see README.md), or name:<title> for a group made in the user interface.
SELECT COALESCE(d.role, t.role, 'name:' || g.name) AS role, g.name AS title,
    CASE WHEN d.role IS NULL THEN 'custom' ELSE 'shipped' END AS origin, COALESCE(g.active, false) AS active
FROM res_group g
LEFT JOIN (
    SELECT db_id AS id, min(module || '.' || fs_id) AS role
    FROM ir_model_data WHERE model = 'res.group' GROUP BY db_id
) d ON d.id = g.id
LEFT JOIN (
    SELECT CAST(min(res_id) AS integer) AS id, value AS role
    FROM ir_translation WHERE lang = '__trueup__' AND type = 'model' AND name = 'res.group,name' GROUP BY value
) t ON t.id = g.id
UNION ALL
-- The administrator flag of a user reads as the group that it replaced in 8.2.
SELECT 'res.group_admin', 'Administration', 'shipped', true
