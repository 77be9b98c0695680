SELECT min(login) AS subject, 'differs from "' || max(login) || '" only in case; logins so alike: ' || count(*) AS detail
FROM res_users GROUP BY lower(login) HAVING count(*) > 1
