SELECT u.login AS subject,
    CASE WHEN u.company IS NULL OR e.company <> u.company THEN 'acts as an employee of another company than the main company'
         ELSE 'acts as an employee that is not among the employees of the user' END AS detail
FROM res_user u
JOIN company_employee e ON e.id = u.employee
LEFT JOIN (SELECT DISTINCT "user", employee FROM "res_user-company_employee") l ON l."user" = u.id AND l.employee = u.employee
WHERE u.active AND (u.company IS NULL OR e.company <> u.company OR l.employee IS NULL)
