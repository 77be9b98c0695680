-- The roles that will open the desk.
SELECT r.role
FROM view_role r
LEFT JOIN change_role_include_delete d ON d.role = r.role AND d.included = 'Desk User'
WHERE r.desk AND d.role IS NULL
UNION
SELECT role FROM change_role_include_insert WHERE included = 'Desk User'
