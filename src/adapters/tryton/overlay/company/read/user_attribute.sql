-- Attributes with the module company. An employee is named by the code of the party (its name where it has none).
WITH companies AS MATERIALIZED (SELECT id, company FROM view_company v)
SELECT u.login, 'language' AS attribute, l.code AS value
FROM res_user u JOIN ir_lang l ON l.id = u.language
UNION ALL
SELECT u.login, 'signature', u.signature
FROM res_user u WHERE u.signature IS NOT NULL
UNION ALL
SELECT u.login, 'main_company', c.company
FROM res_user u JOIN companies c ON c.id = u.company
UNION ALL
SELECT u.login, 'company_filter', u.company_filter
FROM res_user u WHERE u.company_filter IS NOT NULL
UNION ALL
SELECT u.login, 'employee', COALESCE(NULLIF(p.code, ''), p.name)
FROM res_user u JOIN company_employee e ON e.id = u.employee JOIN party_party p ON p.id = e.party
WHERE COALESCE(NULLIF(p.code, ''), p.name) IS NOT NULL
