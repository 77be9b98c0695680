-- Everybody works in one company at a time, which must be one of his: otherwise Odoo refuses every later edit of the account.
WITH touched AS MATERIALIZED (
    SELECT login FROM change_user_insert
    UNION
    SELECT login FROM change_user_company_insert
    UNION
    SELECT login FROM change_user_company_delete
    UNION
    SELECT login FROM change_user_attribute_update WHERE attribute = 'main_company'
),
companies AS (
    SELECT a.login, f.company
    FROM touched t
    JOIN view_new_account a ON a.login = t.login
    JOIN res_company_users_rel l ON l.user_id = a.id
    JOIN view_firm f ON f.id = l.cid
    LEFT JOIN change_user_company_delete d ON d.login = a.login AND d.company = f.company
    WHERE d.login IS NULL
    UNION
    SELECT login, company FROM change_user_company_insert
),
main AS (
    SELECT t.login, COALESCE(u.value, i.value, f.company) AS company
    FROM touched t
    LEFT JOIN view_new_account a ON a.login = t.login
    LEFT JOIN view_firm f ON f.id = a.company_id
    LEFT JOIN change_user_attribute_update u ON u.login = t.login AND u.attribute = 'main_company'
    LEFT JOIN change_user_attribute_insert i ON i.login = t.login AND i.attribute = 'main_company'
)
SELECT m.login AS key, CASE
        WHEN m.company IS NULL THEN 'a new account needs companies: it starts in the first'
        ELSE 'the main company "' || m.company || '" is not among the companies of the account'
    END AS reason
FROM main m
LEFT JOIN companies c ON c.login = m.login AND c.company = m.company
WHERE c.login IS NULL
UNION
SELECT login, 'everybody has a main company'
FROM change_user_attribute_delete WHERE attribute = 'main_company'
UNION
SELECT login, 'there is no company "' || company || '"'
FROM change_user_company_insert WHERE company NOT IN (SELECT company FROM view_firm f)
