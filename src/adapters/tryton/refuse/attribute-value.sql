-- Values that Tryton does not know.
WITH wanted AS (
    SELECT login, attribute, value FROM change_user_attribute_insert
    UNION ALL
    SELECT login, attribute, value FROM change_user_attribute_update
)
SELECT w.login AS key, 'there is no language "' || COALESCE(w.value, '') || '" that users may choose' AS reason
FROM wanted w
WHERE w.attribute = 'language' AND NOT EXISTS (SELECT 1 FROM ir_lang l WHERE l.code = w.value AND l.translatable)
UNION
SELECT w.login, 'this database has no attribute "' || w.attribute || '"'
FROM wanted w
WHERE w.attribute NOT IN ('language', 'signature')
