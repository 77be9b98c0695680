SELECT name AS subject, 'the module is waiting (' || state || '); groups and permissions may change with the next update' AS detail
FROM ir_module WHERE state IN ('to activate', 'to upgrade', 'to remove')
