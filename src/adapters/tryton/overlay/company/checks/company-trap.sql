-- Company-bound records are invisible without an error when the current company does not fit.
WITH companies AS MATERIALIZED (SELECT id, company FROM view_company v),
linked AS (
    SELECT "user", count(*) AS companies FROM "res_user-company_company" GROUP BY "user"
)
SELECT u.login AS subject,
    CASE WHEN u.company_filter IS NULL THEN 'company_filter is empty: no record of any company is visible'
         WHEN u.company IS NULL THEN 'no main company is set: no record of any company is visible'
         ELSE 'the main company "' || c.company || '" is not among the companies of the user' END AS detail
FROM res_user u
JOIN linked k ON k."user" = u.id
LEFT JOIN companies c ON c.id = u.company
LEFT JOIN (SELECT DISTINCT "user", company FROM "res_user-company_company") l ON l."user" = u.id AND l.company = u.company
WHERE u.active AND (u.company_filter IS NULL OR (u.company IS NULL AND u.company_filter = 'one')
    OR (u.company IS NOT NULL AND l.company IS NULL))
UNION ALL
SELECT u.login, 'the main company is set, but the user is in no company'
FROM res_user u
WHERE u.active AND u.company IS NOT NULL AND u.id NOT IN (SELECT "user" FROM linked)
