SELECT name AS subject, 'the module is waiting (' || state || '); groups and access rows may change with it' AS detail
FROM ir_module_module WHERE state IN ('to install', 'to upgrade', 'to remove')
