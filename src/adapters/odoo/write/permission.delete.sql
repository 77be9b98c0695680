-- Rows of ours go, all others are switched off: an upgrade keeps that, and would make a deleted one again.
DELETE FROM ir_model_access
WHERE id IN (
    SELECT o.id
    FROM change_permission_delete c
    JOIN view_access_row o ON o.role = c.role AND o.resource = c.resource AND o.own
);

DELETE FROM ir_model_data AS d
WHERE d.module = '__trueup__' AND d.model = 'ir.model.access' AND NOT EXISTS (SELECT 1 FROM ir_model_access a WHERE a.id = d.res_id);

UPDATE ir_model_access AS a
SET active = false, write_uid = 1, write_date = x.now_erp
FROM change_context x
WHERE a.id IN (
    SELECT o.id
    FROM change_permission_delete c
    JOIN view_access_row o ON o.role = c.role AND o.resource = c.resource
    WHERE o.active AND (o.perm_read OR o.perm_write OR o.perm_create OR o.perm_unlink)
);
