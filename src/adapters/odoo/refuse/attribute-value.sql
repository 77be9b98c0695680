WITH wanted AS (
    SELECT login, attribute, value FROM change_user_attribute_insert
    UNION ALL
    SELECT login, attribute, value FROM change_user_attribute_update
)
SELECT login || ' ' || attribute AS key, CASE attribute
        WHEN 'language' THEN 'there is no active language "' || value || '"'
        WHEN 'timezone' THEN 'there is no time zone "' || value || '"'
        ELSE 'there is no company "' || value || '"'
    END AS reason
FROM wanted
WHERE (attribute = 'language' AND value NOT IN (SELECT code FROM res_lang WHERE active))
    OR (attribute = 'timezone' AND value NOT IN (SELECT name FROM pg_catalog.pg_timezone_names))
    OR (attribute = 'main_company' AND value NOT IN (SELECT company FROM view_firm f))
