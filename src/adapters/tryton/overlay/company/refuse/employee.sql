-- A user acts as an employee of the company that he works in.
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
asked AS (
    SELECT login FROM change_user_attribute_insert WHERE attribute IN ('employee', 'main_company')
    UNION
    SELECT login FROM change_user_attribute_update WHERE attribute IN ('employee', 'main_company')
),
employee AS (
    SELECT t.login, COALESCE(i.value, c.value, CASE WHEN d.login IS NULL THEN COALESCE(NULLIF(p.code, ''), p.name) END) AS employee
    FROM asked t
    LEFT JOIN people u ON u.login = t.login
    LEFT JOIN company_employee e ON e.id = u.employee
    LEFT JOIN party_party p ON p.id = e.party
    LEFT JOIN change_user_attribute_insert i ON i.login = t.login AND i.attribute = 'employee'
    LEFT JOIN change_user_attribute_update c ON c.login = t.login AND c.attribute = 'employee'
    LEFT JOIN change_user_attribute_delete d ON d.login = t.login AND d.attribute = 'employee'
),
employees AS (
    SELECT c.company, COALESCE(NULLIF(p.code, ''), p.name) AS employee, count(DISTINCT p.id) AS parties
    FROM company_employee e
    JOIN companies c ON c.id = e.company
    JOIN party_party p ON p.id = e.party
    GROUP BY c.company, COALESCE(NULLIF(p.code, ''), p.name)
)
SELECT w.login AS key,
    CASE WHEN m.company IS NULL THEN 'to be the employee "' || w.employee || '" the user needs a main company'
         WHEN e.parties > 1 THEN 'several employees in the company "' || m.company || '" are called "' || w.employee || '"'
         ELSE 'there is no employee "' || w.employee || '" in the company "' || m.company || '"' END AS reason
FROM employee w
JOIN main m ON m.login = w.login
LEFT JOIN employees e ON e.company = m.company AND e.employee = w.employee
WHERE w.employee IS NOT NULL AND COALESCE(e.parties, 0) <> 1
