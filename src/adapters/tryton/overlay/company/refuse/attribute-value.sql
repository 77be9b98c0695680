-- Values that Tryton does not know.
WITH wanted AS (
    SELECT login, attribute, value FROM change_user_attribute_insert
    UNION ALL
    SELECT login, attribute, value FROM change_user_attribute_update
),
companies AS MATERIALIZED (SELECT id, company FROM view_company v)
SELECT w.login AS key, 'there is no language "' || COALESCE(w.value, '') || '" that users may choose' AS reason
FROM wanted w
WHERE w.attribute = 'language' AND NOT EXISTS (SELECT 1 FROM ir_lang l WHERE l.code = w.value AND l.translatable)
UNION
SELECT w.login, 'this database has no attribute "' || w.attribute || '"'
FROM wanted w
WHERE w.attribute NOT IN ('language', 'signature', 'main_company', 'company_filter', 'employee')
UNION
SELECT w.login, 'there is no company "' || COALESCE(w.value, '') || '"'
FROM wanted w
WHERE w.attribute = 'main_company' AND w.value NOT IN (SELECT company FROM companies)
UNION
SELECT c.login, 'there is no company "' || c.company || '"'
FROM change_user_company_insert c
WHERE c.company NOT IN (SELECT company FROM companies)
UNION
SELECT w.login, 'company_filter is one or all, not "' || COALESCE(w.value, '') || '"'
FROM wanted w
WHERE w.attribute = 'company_filter' AND w.value NOT IN ('one', 'all')
UNION
SELECT login, 'company_filter is one or all; without it no record of any company is visible'
FROM change_user_attribute_delete
WHERE attribute = 'company_filter'
