-- Series disagree on what an inactive group still gives, and its parents always count.
WITH roles AS MATERIALIZED (
    SELECT g.id, CAST(COALESCE(d.role, t.role, 'name:' || g.name) AS text) AS role
    FROM res_group g
    LEFT JOIN (
        SELECT db_id AS id, min(module || '.' || fs_id) AS role
        FROM ir_model_data WHERE model = 'res.group' GROUP BY db_id
    ) d ON d.id = g.id
    LEFT JOIN (
        SELECT CAST(min(res_id) AS integer) AS id, value AS role
        FROM ir_translation WHERE lang = '__trueup__' AND type = 'model' AND name = 'res.group,name' GROUP BY value
    ) t ON t.id = g.id
)
SELECT r.role AS subject, 'is inactive; active members that still get what its parents give: ' || count(DISTINCT l."user") AS detail
FROM res_group g
JOIN roles r ON r.id = g.id
JOIN "res_user-res_group" l ON l."group" = g.id
JOIN res_user u ON u.id = l."user" AND u.active
WHERE g.active IS NOT TRUE
GROUP BY r.role
