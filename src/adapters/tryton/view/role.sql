-- Groups and their keys: the external id (module.id) of a shipped group, the key that trueup stored for it (a translation row
-- of the pseudo-language __trueup__, see README.md), or name:<title> for a group made in the user interface.
SELECT g.id, CAST(COALESCE(d.role, t.role, 'name:' || g.name) AS text) AS role, d.role IS NOT NULL AS shipped,
    g.name AS title, g.active
FROM res_group g
LEFT JOIN (
    SELECT db_id AS id, min(module || '.' || fs_id) AS role
    FROM ir_model_data WHERE model = 'res.group' GROUP BY db_id
) d ON d.id = g.id
LEFT JOIN (
    SELECT CAST(min(res_id) AS integer) AS id, value AS role
    FROM ir_translation WHERE lang = '__trueup__' AND type = 'model' AND name = 'res.group,name' GROUP BY value
) t ON t.id = g.id
