-- A row made by hand: no module and no file knows it.
SELECT a.role || ' ' || a.resource AS subject, 'the access row "' || i.name || '" was made by hand: ' || btrim(
    CASE WHEN a.perm_read THEN ', read' ELSE '' END || CASE WHEN a.perm_write THEN ', write' ELSE '' END
    || CASE WHEN a.perm_create THEN ', create' ELSE '' END || CASE WHEN a.perm_unlink THEN ', delete' ELSE '' END, ', ') AS detail
FROM view_access_row a
JOIN ir_model_access i ON i.id = a.id
WHERE a.active AND (a.perm_read OR a.perm_write OR a.perm_create OR a.perm_unlink)
    AND NOT EXISTS (SELECT 1 FROM ir_model_data d WHERE d.model = 'ir.model.access' AND d.res_id = a.id)
