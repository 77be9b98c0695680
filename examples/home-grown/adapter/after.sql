-- Tells running servers to drop what they remember of roles and permissions.
UPDATE app_cache SET generation = generation + 1
WHERE name = 'access' AND (
    EXISTS (SELECT 1 FROM change_role_insert) OR EXISTS (SELECT 1 FROM change_role_update)
    OR EXISTS (SELECT 1 FROM change_role_rename) OR EXISTS (SELECT 1 FROM change_role_include_insert)
    OR EXISTS (SELECT 1 FROM change_role_include_delete) OR EXISTS (SELECT 1 FROM change_permission_insert)
    OR EXISTS (SELECT 1 FROM change_permission_update) OR EXISTS (SELECT 1 FROM change_permission_delete)
    OR EXISTS (SELECT 1 FROM change_grant_insert) OR EXISTS (SELECT 1 FROM change_grant_delete)
    OR EXISTS (SELECT 1 FROM change_user_update) OR EXISTS (SELECT 1 FROM change_setting_insert)
    OR EXISTS (SELECT 1 FROM change_setting_update) OR EXISTS (SELECT 1 FROM change_setting_delete)
);
