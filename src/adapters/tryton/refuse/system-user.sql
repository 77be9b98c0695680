-- The user root and the users of modules belong to the program; whether a user is one of them is not ours to change.
WITH system AS (
    SELECT login FROM res_user
    WHERE id = 0 OR id IN (
        SELECT db_id FROM ir_model_data WHERE model = 'res.user' AND NOT (module = 'res' AND fs_id = 'user_admin')
            AND db_id IS NOT NULL)
)
SELECT login AS key, 'the account belongs to the program' AS reason
FROM system
WHERE login IN (SELECT login FROM change_user_update UNION ALL SELECT old_login FROM change_user_rename
    UNION ALL SELECT login FROM change_grant_insert UNION ALL SELECT login FROM change_grant_delete
    UNION ALL SELECT login FROM change_user_company_insert UNION ALL SELECT login FROM change_user_company_delete
    UNION ALL SELECT login FROM change_user_attribute_insert UNION ALL SELECT login FROM change_user_attribute_update
    UNION ALL SELECT login FROM change_user_attribute_delete)
UNION
SELECT login, 'Tryton does not store the kind "' || kind || '"'
FROM change_user_insert WHERE kind <> 'person'
UNION
SELECT login, 'Tryton does not store the kind "' || kind || '"'
FROM change_user_update WHERE kind <> old_kind
