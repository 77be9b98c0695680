-- Which companies a user may work in. A pair may be there twice, which says no more than once.
WITH companies AS MATERIALIZED (SELECT id, company FROM view_company v)
SELECT u.login, c.company
FROM "res_user-company_company" l
JOIN res_user u ON u.id = l."user"
JOIN companies c ON c.id = l.company
