-- What a shipped role includes is its module's, and comes back with an upgrade.
SELECT c.role AS key, 'what a shipped role includes is decided by its module' AS reason
FROM (SELECT role FROM change_role_include_insert UNION ALL SELECT role FROM change_role_include_delete) c
JOIN view_new_role r ON r.role = c.role AND r.shipped
