SELECT c.login AS "key", 'Administrator and Guest are ERPNext''s own' AS reason
FROM (
    SELECT login FROM change_user_update
    UNION SELECT login FROM change_grant_insert
    UNION SELECT login FROM change_grant_delete
    UNION SELECT login FROM change_user_company_insert
    UNION SELECT login FROM change_user_attribute_insert
    UNION SELECT login FROM change_user_attribute_update
    UNION SELECT login FROM change_user_attribute_delete
) c
WHERE c.login IN ('Administrator', 'Guest')
UNION
SELECT login, 'an account for the web site alone is made in ERPNext'
FROM change_user_insert
WHERE kind <> 'person'
