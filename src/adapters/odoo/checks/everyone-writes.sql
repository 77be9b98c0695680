-- A row without a group is for portals and visitors too.
SELECT a.resource AS subject, 'an access row without a group lets everybody, visitors too, ' || btrim(
    CASE WHEN a.perm_write THEN ', write' ELSE '' END || CASE WHEN a.perm_create THEN ', create' ELSE '' END
    || CASE WHEN a.perm_unlink THEN ', delete' ELSE '' END, ', ') AS detail
FROM view_access_row a
WHERE a.active AND a.role = '*' AND (a.perm_write OR a.perm_create OR a.perm_unlink)
    AND NOT EXISTS (
        SELECT 1 FROM ir_model_data d
        WHERE d.model = 'ir.model.access' AND d.res_id = a.id AND d.module IN (SELECT name FROM ir_module_module))
