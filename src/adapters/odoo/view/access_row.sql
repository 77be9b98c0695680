-- Access rows: of which role on which model, and whose they are. Ours have an external id of the module __trueup__; all others,
-- shipped or made by hand, are switched on and off and never edited.
SELECT a.id, a.group_id, a.model_id, COALESCE(r.role, '*') AS role, m.model AS resource, COALESCE(a.active, false) AS active,
    COALESCE(a.perm_read, false) AS perm_read, COALESCE(a.perm_write, false) AS perm_write,
    COALESCE(a.perm_create, false) AS perm_create, COALESCE(a.perm_unlink, false) AS perm_unlink,
    EXISTS (SELECT 1 FROM ir_model_data d WHERE d.module = '__trueup__' AND d.model = 'ir.model.access' AND d.res_id = a.id) AS own
FROM ir_model_access a
JOIN view_model m ON m.id = a.model_id
LEFT JOIN (SELECT id, max(role) AS role FROM view_role v GROUP BY id) r ON r.id = a.group_id
WHERE a.group_id IS NULL OR r.id IS NOT NULL
