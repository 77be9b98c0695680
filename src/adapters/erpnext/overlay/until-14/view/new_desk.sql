-- The roles that will open the desk.
SELECT r.role FROM view_role r WHERE r.desk
UNION
SELECT role FROM change_role_insert WHERE role NOT LIKE 'profile:%'
