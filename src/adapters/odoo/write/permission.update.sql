-- What is not ours is never edited: an upgrade would write over it, or bring it back. It is switched off, which an upgrade
-- keeps, and a row of ours says what is wanted; where another row says just that, it is switched on and ours goes.
DELETE FROM ir_model_access
WHERE id IN (
    SELECT o.id
    FROM change_permission_update c
    JOIN view_access_row o ON o.role = c.role AND o.resource = c.resource AND o.own
);

DELETE FROM ir_model_data AS d
WHERE d.module = '__trueup__' AND d.model = 'ir.model.access' AND NOT EXISTS (SELECT 1 FROM ir_model_access a WHERE a.id = d.res_id);

UPDATE ir_model_access AS a
SET active = k.chosen, write_uid = 1, write_date = x.now_erp
FROM (
    SELECT o.id, o.active, o.fits AND row_number() OVER (PARTITION BY o.n, o.fits ORDER BY o.active DESC, o.id) = 1 AS chosen
    FROM (
        SELECT c.n, o.id, o.active, o.perm_read = (',' || c.actions || ',' LIKE '%,read,%')
            AND o.perm_write = (',' || c.actions || ',' LIKE '%,write,%')
            AND o.perm_create = (',' || c.actions || ',' LIKE '%,create,%')
            AND o.perm_unlink = (',' || c.actions || ',' LIKE '%,delete,%') AS fits
        FROM change_permission_update c
        JOIN view_access_row o ON o.role = c.role AND o.resource = c.resource
        -- A row that allows nothing changes nothing.
        WHERE o.perm_read OR o.perm_write OR o.perm_create OR o.perm_unlink
    ) o
) k
CROSS JOIN change_context x
WHERE a.id = k.id AND k.active <> k.chosen;

INSERT INTO ir_model_access (name, model_id, group_id, active, perm_read, perm_write, perm_create, perm_unlink, create_uid, write_uid,
    create_date, write_date)
SELECT x.apply_id || ':permission.update:' || c.n, m.id, r.id, true, ',' || c.actions || ',' LIKE '%,read,%',
    ',' || c.actions || ',' LIKE '%,write,%', ',' || c.actions || ',' LIKE '%,create,%', ',' || c.actions || ',' LIKE '%,delete,%',
    1, 1, x.now_erp, x.now_erp
FROM change_permission_update c
JOIN view_model m ON m.model = c.resource
LEFT JOIN (SELECT id, role FROM view_role v) r ON r.role = c.role
LEFT JOIN (
    SELECT DISTINCT role, resource
    FROM view_access_row o
    WHERE o.active AND (o.perm_read OR o.perm_write OR o.perm_create OR o.perm_unlink)
) o ON o.role = c.role AND o.resource = c.resource
CROSS JOIN change_context x
WHERE o.role IS NULL
ORDER BY c.n;

INSERT INTO ir_model_data (module, name, model, res_id, noupdate, create_uid, write_uid, create_date, write_date)
SELECT '__trueup__', 'acl_' || a.id, 'ir.model.access', a.id, true, 1, 1, x.now_erp, x.now_erp
FROM change_permission_update c
CROSS JOIN change_context x
JOIN ir_model_access a ON a.name = x.apply_id || ':permission.update:' || c.n;

UPDATE ir_model_access AS a
SET name = c.resource || ' ' || c.role
FROM change_permission_update c
CROSS JOIN change_context x
WHERE a.name = x.apply_id || ':permission.update:' || c.n;
