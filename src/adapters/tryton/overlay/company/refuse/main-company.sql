-- Who works in a company that is not among his own sees none of its records.
WITH companies AS MATERIALIZED (SELECT id, company FROM view_company v),
touched AS (
    SELECT login FROM change_user_company_insert UNION SELECT login FROM change_user_company_delete
    UNION SELECT login FROM change_user_attribute_insert WHERE attribute IN ('main_company', 'employee')
    UNION SELECT login FROM change_user_attribute_update WHERE attribute IN ('main_company', 'employee')
    UNION SELECT login FROM change_user_attribute_delete WHERE attribute IN ('main_company', 'employee')
),
-- Rows of this plan already use the new login; the users table does not yet.
people AS (
    SELECT COALESCE(n.login, u.login) AS login, u.id, u.company, u.employee
    FROM res_user u LEFT JOIN change_user_rename n ON n.old_login = u.login
),
main AS (
    SELECT t.login, COALESCE(i.value, c.value, CASE WHEN d.login IS NULL THEN m.company END) AS company
    FROM touched t
    LEFT JOIN people u ON u.login = t.login
    LEFT JOIN companies m ON m.id = u.company
    LEFT JOIN change_user_attribute_insert i ON i.login = t.login AND i.attribute = 'main_company'
    LEFT JOIN change_user_attribute_update c ON c.login = t.login AND c.attribute = 'main_company'
    LEFT JOIN change_user_attribute_delete d ON d.login = t.login AND d.attribute = 'main_company'
),
held AS (
    SELECT u.login, c.company
    FROM touched t
    JOIN people u ON u.login = t.login
    JOIN "res_user-company_company" l ON l."user" = u.id
    JOIN companies c ON c.id = l.company
    EXCEPT
    SELECT login, company FROM change_user_company_delete
    UNION
    SELECT login, company FROM change_user_company_insert
)
SELECT m.login AS key, 'the main company "' || m.company || '" is not among the companies of the user' AS reason
FROM main m
LEFT JOIN held h ON h.login = m.login AND h.company = m.company
WHERE m.company IS NOT NULL AND h.login IS NULL
