-- The system user, the public user and the templates belong to the program; whether an account is one of them, or one of a
-- portal, is not ours to change.
SELECT a.login AS key, 'the account belongs to the program' AS reason
FROM view_new_account a
WHERE a.kind = 'system' AND a.login IN (SELECT login FROM change_user_update UNION ALL SELECT login FROM change_user_rename
    UNION ALL SELECT login FROM change_grant_insert UNION ALL SELECT login FROM change_grant_delete
    UNION ALL SELECT login FROM change_user_company_insert UNION ALL SELECT login FROM change_user_company_delete
    UNION ALL SELECT login FROM change_user_attribute_insert UNION ALL SELECT login FROM change_user_attribute_update
    UNION ALL SELECT login FROM change_user_attribute_delete)
UNION
SELECT login, 'Odoo does not store the kind "' || kind || '" of a new account; portal accounts are invited in Odoo'
FROM change_user_insert WHERE kind <> 'person'
UNION
SELECT login, 'an account of the kind "' || old_kind || '" cannot become one of the kind "' || kind || '" here'
FROM change_user_update WHERE kind <> old_kind
