-- What of the security settings is in the database at all; passwords and sessions are set in the server's file.
SELECT 'server.hostname' AS setting, hostname AS value
FROM ir_configuration WHERE hostname IS NOT NULL
