-- The next start of the server changes modules and with them groups and access rows: nobody could say what would stay.
SELECT name AS key, 'the module is waiting: ' || state AS reason
FROM ir_module_module WHERE state IN ('to install', 'to upgrade', 'to remove')
