SELECT u.login AS subject, 'is active although the employment ended on ' || substr(CAST(max(e.end_date) AS text), 1, 10) AS detail
FROM res_user u
JOIN "res_user-company_employee" l ON l."user" = u.id
JOIN company_employee e ON e.id = l.employee
WHERE u.active
GROUP BY u.id, u.login
HAVING count(*) = count(e.end_date) AND substr(CAST(max(e.end_date) AS text), 1, 10) < substr(CAST(CURRENT_TIMESTAMP AS text), 1, 10)
