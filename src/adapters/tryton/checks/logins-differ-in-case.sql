SELECT min(login) AS subject, count(*) || ' users have this login when upper and lower case are taken for the same; ' || min(login) || ' and ' || max(login) AS detail
FROM res_user GROUP BY lower(login) HAVING count(*) > 1
