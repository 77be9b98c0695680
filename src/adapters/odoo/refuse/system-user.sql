-- The system user, the public user and the templates belong to the program.
SELECT a.login AS key, 'the account belongs to the program' AS reason
FROM view_new_account a
WHERE a.old_kind = 'system' AND a.login IN (SELECT login FROM change_user_update UNION ALL SELECT login FROM change_user_rename
    UNION ALL SELECT login FROM change_grant_insert UNION ALL SELECT login FROM change_grant_delete
    UNION ALL SELECT login FROM change_user_company_insert UNION ALL SELECT login FROM change_user_company_delete
    UNION ALL SELECT login FROM change_user_attribute_insert UNION ALL SELECT login FROM change_user_attribute_update
    UNION ALL SELECT login FROM change_user_attribute_delete)
UNION
SELECT login, 'Odoo does not store the kind "' || kind || '" of an account'
FROM change_user_insert WHERE kind NOT IN ('person', 'portal')
UNION
SELECT login, 'Odoo does not store the kind "' || kind || '" of an account'
FROM change_user_update WHERE kind <> old_kind AND kind NOT IN ('person', 'portal')
