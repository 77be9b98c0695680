UPDATE res_user AS u
SET language = l.id, write_uid = 0, write_date = x.now_erp
FROM change_user_attribute_update c
JOIN ir_lang l ON l.code = c.value
CROSS JOIN change_context x
WHERE u.login = c.login AND c.attribute = 'language';

UPDATE res_user AS u
SET signature = c.value, write_uid = 0, write_date = x.now_erp
FROM change_user_attribute_update c
CROSS JOIN change_context x
WHERE u.login = c.login AND c.attribute = 'signature';

UPDATE res_user AS u
SET company_filter = c.value, write_uid = 0, write_date = x.now_erp
FROM change_user_attribute_update c
CROSS JOIN change_context x
WHERE u.login = c.login AND c.attribute = 'company_filter';

UPDATE res_user AS u
SET company = k.value, write_uid = 0, write_date = x.now_erp
FROM (
    WITH companies AS MATERIALIZED (SELECT id, company FROM view_company v)
    SELECT c.login, m.id AS value
    FROM change_user_attribute_update c
    JOIN companies m ON m.company = c.value
    WHERE c.attribute = 'main_company'
) k
CROSS JOIN change_context x
WHERE u.login = k.login;

-- Whoever moves to another company works there under the employee record that he has there.
UPDATE res_user AS u
SET employee = k.employee
FROM (
    SELECT c.login, max(f.id) AS employee
    FROM change_user_attribute_update c
    JOIN res_user o ON o.login = c.login
    JOIN company_employee e ON e.id = o.employee AND e.company <> o.company
    JOIN company_employee f ON f.party = e.party AND f.company = o.company
    WHERE c.attribute = 'main_company'
    GROUP BY c.login
) k
WHERE u.login = k.login;

-- The record that is replaced within the same company can no longer be chosen.
DELETE FROM "res_user-company_employee"
WHERE id IN (
    SELECT l.id
    FROM change_user_attribute_update c
    JOIN res_user u ON u.login = c.login
    JOIN company_employee e ON e.id = u.employee
    JOIN "res_user-company_employee" l ON l."user" = u.id AND l.employee = e.id
    WHERE c.attribute = 'employee' AND e.company = u.company
);

-- The employee record of that person in the company that the user works in.
UPDATE res_user AS u
SET employee = k.employee, write_uid = 0, write_date = x.now_erp
FROM (
    SELECT c.login, max(e.id) AS employee
    FROM change_user_attribute_update c
    JOIN res_user o ON o.login = c.login
    JOIN company_employee e ON e.company = o.company
    JOIN party_party p ON p.id = e.party AND COALESCE(NULLIF(p.code, ''), p.name) = c.value
    WHERE c.attribute = 'employee'
    GROUP BY c.login
) k
CROSS JOIN change_context x
WHERE u.login = k.login;

INSERT INTO "res_user-company_employee" ("user", employee, create_uid, create_date)
SELECT u.id, u.employee, 0, x.now_erp
FROM (SELECT DISTINCT login FROM change_user_attribute_update WHERE attribute IN ('employee', 'main_company')) c
JOIN res_user u ON u.login = c.login
LEFT JOIN "res_user-company_employee" l ON l."user" = u.id AND l.employee = u.employee
CROSS JOIN change_context x
WHERE u.employee IS NOT NULL AND l.id IS NULL;
