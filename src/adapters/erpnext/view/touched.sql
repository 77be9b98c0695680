-- Accounts of which running servers keep something that changes.
SELECT login FROM change_user_update
UNION SELECT login FROM change_user_insert
UNION SELECT login FROM change_user_attribute_insert
UNION SELECT login FROM change_user_attribute_update
UNION SELECT login FROM change_user_attribute_delete
UNION SELECT login FROM change_user_company_insert
UNION SELECT login FROM change_user_company_delete
UNION SELECT login FROM change_grant_insert
UNION SELECT login FROM change_grant_delete
-- Rights of a role show in what is kept for each of its holders.
UNION
SELECT h.login
FROM view_held h
JOIN (
    SELECT role FROM change_role_update
    UNION SELECT role FROM change_role_include_insert
    UNION SELECT role FROM change_role_include_delete
    UNION SELECT role FROM change_permission_insert
    UNION SELECT role FROM change_permission_update
    UNION SELECT role FROM change_permission_delete
) r ON r.role = h.role
UNION
SELECT u.name FROM "tabUser" u WHERE EXISTS (SELECT 1 FROM view_wanted_permission w WHERE w.key_role = '*')
