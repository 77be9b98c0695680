-- Last in the transaction. Tryton knows only live sessions by their row, so these end with the account or the old
-- password, and so do remembered devices, keys of user applications and the count of failed attempts.
DELETE FROM ir_session
WHERE create_uid IN (
    SELECT u.id FROM change_user_update c JOIN res_user u ON u.login = c.login
    WHERE (c.old_active AND NOT c.active) OR c.password_hash IS NOT NULL
);

DELETE FROM res_user_device
WHERE login IN (SELECT c.login FROM change_user_update c WHERE (c.old_active AND NOT c.active) OR c.password_hash IS NOT NULL);

DELETE FROM res_user_login_attempt
WHERE login IN (SELECT c.login FROM change_user_update c WHERE c.password_hash IS NOT NULL);

UPDATE res_user_application
SET state = 'cancelled', write_uid = 0, write_date = (SELECT now_erp FROM change_context)
WHERE state <> 'cancelled' AND "user" IN (
    SELECT u.id FROM change_user_update c JOIN res_user u ON u.login = c.login
    WHERE (c.old_active AND NOT c.active) OR c.password_hash IS NOT NULL
);

-- Running servers keep permissions in memory. Those that poll (the default) compare the timestamps in ir_cache with
-- the last they saw, cut to whole seconds: the new value is at least one second after the one before.
UPDATE ir_cache
SET "timestamp" = max(strftime('%Y-%m-%d %H:%M:%f', 'now'), strftime('%Y-%m-%d %H:%M:%f', "timestamp", '+1 seconds'))
WHERE name IN (
    SELECT c.name
        FROM (SELECT 'res_user.get_groups' AS name UNION ALL SELECT 'res_user.is_administrator' UNION ALL
            SELECT 'res_user.get_preferences' UNION ALL SELECT 'ir_rule.domain_get' UNION ALL SELECT
            'ir_model_access.get_access' UNION ALL SELECT 'ir_model_field_access.check' UNION ALL SELECT
            'modelview.fields_view_get') c
        WHERE EXISTS (SELECT 1 FROM change_grant_insert) OR EXISTS (SELECT 1 FROM change_grant_delete)
        OR EXISTS (SELECT 1 FROM change_role_update) OR EXISTS (SELECT 1 FROM change_role_include_insert)
        OR EXISTS (SELECT 1 FROM change_role_include_delete)
    UNION
    SELECT c.name
        FROM (SELECT 'ir.translation' AS name) c
        WHERE EXISTS (SELECT 1 FROM change_role_insert) OR EXISTS (SELECT 1 FROM change_role_update)
        OR EXISTS (SELECT 1 FROM change_role_rename)
    UNION
    SELECT c.name
        FROM (SELECT 'res_user._get_login' AS name UNION ALL SELECT 'res_user.get_preferences') c
        WHERE EXISTS (SELECT 1 FROM change_user_update) OR EXISTS (SELECT 1 FROM change_user_rename)
        OR EXISTS (SELECT 1 FROM change_user_insert)
    UNION
    SELECT c.name
        FROM (SELECT 'res.user.get_companies' AS name UNION ALL SELECT 'res.user.get_employees' UNION ALL
            SELECT 'res_user.get_preferences' UNION ALL SELECT 'ir_rule.domain_get') c
        WHERE EXISTS (SELECT 1 FROM change_user_attribute_insert) OR EXISTS (SELECT 1 FROM change_user_attribute_update)
        OR EXISTS (SELECT 1 FROM change_user_attribute_delete) OR EXISTS (SELECT 1 FROM change_user_company_insert)
        OR EXISTS (SELECT 1 FROM change_user_company_delete)
    UNION
    SELECT c.name
        FROM (SELECT 'ir_model_access.get_access' AS name UNION ALL SELECT 'ir_model_field_access.check' UNION
            ALL SELECT 'modelview.fields_view_get' UNION ALL SELECT 'ir.model.button.groups') c
        WHERE EXISTS (SELECT 1 FROM change_permission_insert) OR EXISTS (SELECT 1 FROM change_permission_update)
        OR EXISTS (SELECT 1 FROM change_permission_delete)
);

INSERT INTO ir_cache (name, "timestamp")
SELECT n.name, strftime('%Y-%m-%d %H:%M:%f', 'now')
FROM (
    SELECT c.name
        FROM (SELECT 'res_user.get_groups' AS name UNION ALL SELECT 'res_user.is_administrator' UNION ALL
            SELECT 'res_user.get_preferences' UNION ALL SELECT 'ir_rule.domain_get' UNION ALL SELECT
            'ir_model_access.get_access' UNION ALL SELECT 'ir_model_field_access.check' UNION ALL SELECT
            'modelview.fields_view_get') c
        WHERE EXISTS (SELECT 1 FROM change_grant_insert) OR EXISTS (SELECT 1 FROM change_grant_delete)
        OR EXISTS (SELECT 1 FROM change_role_update) OR EXISTS (SELECT 1 FROM change_role_include_insert)
        OR EXISTS (SELECT 1 FROM change_role_include_delete)
    UNION
    SELECT c.name
        FROM (SELECT 'ir.translation' AS name) c
        WHERE EXISTS (SELECT 1 FROM change_role_insert) OR EXISTS (SELECT 1 FROM change_role_update)
        OR EXISTS (SELECT 1 FROM change_role_rename)
    UNION
    SELECT c.name
        FROM (SELECT 'res_user._get_login' AS name UNION ALL SELECT 'res_user.get_preferences') c
        WHERE EXISTS (SELECT 1 FROM change_user_update) OR EXISTS (SELECT 1 FROM change_user_rename)
        OR EXISTS (SELECT 1 FROM change_user_insert)
    UNION
    SELECT c.name
        FROM (SELECT 'res.user.get_companies' AS name UNION ALL SELECT 'res.user.get_employees' UNION ALL
            SELECT 'res_user.get_preferences' UNION ALL SELECT 'ir_rule.domain_get') c
        WHERE EXISTS (SELECT 1 FROM change_user_attribute_insert) OR EXISTS (SELECT 1 FROM change_user_attribute_update)
        OR EXISTS (SELECT 1 FROM change_user_attribute_delete) OR EXISTS (SELECT 1 FROM change_user_company_insert)
        OR EXISTS (SELECT 1 FROM change_user_company_delete)
    UNION
    SELECT c.name
        FROM (SELECT 'ir_model_access.get_access' AS name UNION ALL SELECT 'ir_model_field_access.check' UNION
            ALL SELECT 'modelview.fields_view_get' UNION ALL SELECT 'ir.model.button.groups') c
        WHERE EXISTS (SELECT 1 FROM change_permission_insert) OR EXISTS (SELECT 1 FROM change_permission_update)
        OR EXISTS (SELECT 1 FROM change_permission_delete)
) n
WHERE NOT EXISTS (SELECT 1 FROM ir_cache c WHERE c.name = n.name);
