SELECT c.company AS "key", 'Workshop has no company of that code' AS reason
FROM change_user_company_insert AS c
WHERE c.company NOT IN (SELECT code FROM app_company)
