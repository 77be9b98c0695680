-- Access rows of models, fields (model/field) and buttons (model#button). Several active rows of one group and one
-- resource add up in the server, so they read as one; a row without any action is a real one.
WITH access AS (
    SELECT a."group" AS grp, m.model AS resource, substr(
        CASE WHEN max(CASE WHEN a.perm_read THEN 1 ELSE 0 END) = 1 THEN ',read' ELSE '' END ||
        CASE WHEN max(CASE WHEN a.perm_write THEN 1 ELSE 0 END) = 1 THEN ',write' ELSE '' END ||
        CASE WHEN max(CASE WHEN a.perm_create THEN 1 ELSE 0 END) = 1 THEN ',create' ELSE '' END ||
        CASE WHEN max(CASE WHEN a.perm_delete THEN 1 ELSE 0 END) = 1 THEN ',delete' ELSE '' END, 2) AS actions
    FROM ir_model_access a JOIN ir_model m ON m.id = a.model
    WHERE a.active
    GROUP BY a."group", m.model
    UNION ALL
    SELECT a."group" AS grp, m.model || '/' || f.name AS resource, substr(
        CASE WHEN max(CASE WHEN a.perm_read THEN 1 ELSE 0 END) = 1 THEN ',read' ELSE '' END ||
        CASE WHEN max(CASE WHEN a.perm_write THEN 1 ELSE 0 END) = 1 THEN ',write' ELSE '' END ||
        CASE WHEN max(CASE WHEN a.perm_create THEN 1 ELSE 0 END) = 1 THEN ',create' ELSE '' END ||
        CASE WHEN max(CASE WHEN a.perm_delete THEN 1 ELSE 0 END) = 1 THEN ',delete' ELSE '' END, 2) AS actions
    FROM ir_model_field_access a
    JOIN ir_model_field f ON f.id = a.field
    JOIN ir_model m ON m.id = f.model
    WHERE a.active
    GROUP BY a."group", m.model, f.name
    UNION ALL
    SELECT l."group", b.resource, 'press'
    FROM "ir_model_button-res_group" l
    JOIN (
        SELECT b.id, CAST(m.model || '#' || b.name AS text) AS resource
        FROM ir_model_button b JOIN ir_model m ON m.id = b.model CROSS JOIN (SELECT CAST(NULL AS boolean) AS active) absent
        WHERE COALESCE((SELECT active FROM ir_model_button i WHERE i.id = b.id), true)
    ) b ON b.id = l.button
    WHERE l.active
    GROUP BY l."group", b.resource
)
SELECT COALESCE(r.role, '*') AS role, a.resource, a.actions
FROM access a
LEFT JOIN (
    SELECT g.id, max(CAST(COALESCE(d.role, t.role, 'name:' || g.name) AS text)) AS role
    FROM res_group g
    LEFT JOIN (
        SELECT db_id AS id, min(module || '.' || fs_id) AS role
        FROM ir_model_data WHERE model = 'res.group' GROUP BY db_id
    ) d ON d.id = g.id
    LEFT JOIN (
        SELECT CAST(min(res_id) AS integer) AS id, value AS role
        FROM ir_translation WHERE lang = '__trueup__' AND type = 'model' AND name = 'res.group,name' GROUP BY value
    ) t ON t.id = g.id
    GROUP BY g.id
) r ON r.id = a.grp
