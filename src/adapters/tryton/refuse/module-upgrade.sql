-- The next start of the server changes modules and with them groups and permissions: nobody could say what would stay.
SELECT name AS key, 'the module is waiting: ' || state AS reason
FROM ir_module WHERE state IN ('to activate', 'to upgrade', 'to remove')
