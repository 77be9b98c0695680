DELETE FROM "res_user-company_company"
WHERE id IN (
    WITH companies AS MATERIALIZED (SELECT id, company FROM view_company v)
    SELECT l.id
    FROM change_user_company_delete c
    JOIN res_user u ON u.login = c.login
    JOIN companies m ON m.company = c.company
    JOIN "res_user-company_company" l ON l."user" = u.id AND l.company = m.id
);

-- Nor can the person act as an employee of that company any more.
DELETE FROM "res_user-company_employee"
WHERE id IN (
    WITH companies AS MATERIALIZED (SELECT id, company FROM view_company v)
    SELECT l.id
    FROM change_user_company_delete c
    JOIN res_user u ON u.login = c.login
    JOIN companies m ON m.company = c.company
    JOIN "res_user-company_employee" l ON l."user" = u.id
    JOIN company_employee e ON e.id = l.employee AND e.company = m.id
    WHERE u.employee IS NULL OR u.employee <> l.employee
);
