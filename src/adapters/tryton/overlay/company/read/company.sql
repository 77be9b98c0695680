SELECT company, company AS title, true AS active
FROM view_company c
