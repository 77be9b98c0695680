SELECT name AS company, company_name AS title, true AS active FROM "tabCompany"
