-- Access rows of models, fields (model/field) and buttons (model#button). Several active rows of one group and one
-- resource add up in the server, so they read as one; a row without any action is a real one.
WITH access AS (
    SELECT a."group" AS grp, a.resource, substr(
        CASE WHEN max(CASE WHEN a.perm_read THEN 1 ELSE 0 END) = 1 THEN ',read' ELSE '' END ||
        CASE WHEN max(CASE WHEN a.perm_write THEN 1 ELSE 0 END) = 1 THEN ',write' ELSE '' END ||
        CASE WHEN max(CASE WHEN a.perm_create THEN 1 ELSE 0 END) = 1 THEN ',create' ELSE '' END ||
        CASE WHEN max(CASE WHEN a.perm_delete THEN 1 ELSE 0 END) = 1 THEN ',delete' ELSE '' END, 2) AS actions
    FROM view_model_access a
    WHERE a.active
    GROUP BY a."group", a.resource
    UNION ALL
    SELECT a."group" AS grp, a.resource, substr(
        CASE WHEN max(CASE WHEN a.perm_read THEN 1 ELSE 0 END) = 1 THEN ',read' ELSE '' END ||
        CASE WHEN max(CASE WHEN a.perm_write THEN 1 ELSE 0 END) = 1 THEN ',write' ELSE '' END ||
        CASE WHEN max(CASE WHEN a.perm_create THEN 1 ELSE 0 END) = 1 THEN ',create' ELSE '' END ||
        CASE WHEN max(CASE WHEN a.perm_delete THEN 1 ELSE 0 END) = 1 THEN ',delete' ELSE '' END, 2) AS actions
    FROM view_field_access a
    WHERE a.active
    GROUP BY a."group", a.resource
    UNION ALL
    SELECT l."group", b.resource, 'press'
    FROM "ir_model_button-res_group" l
    JOIN view_button b ON b.id = l.button
    WHERE l.active
    GROUP BY l."group", b.resource
)
SELECT COALESCE(r.role, '*') AS role, a.resource, a.actions
FROM access a
LEFT JOIN (SELECT id, max(role) AS role FROM view_role v GROUP BY id) r ON r.id = a.grp
