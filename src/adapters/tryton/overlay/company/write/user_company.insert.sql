INSERT INTO "res_user-company_company" ("user", company, create_uid, create_date)
WITH companies AS MATERIALIZED (SELECT id, company FROM view_company v)
SELECT u.id, m.id, 0, x.now_erp
FROM change_user_company_insert c
JOIN res_user u ON u.login = c.login
JOIN companies m ON m.company = c.company
CROSS JOIN change_context x
ORDER BY c.n;
