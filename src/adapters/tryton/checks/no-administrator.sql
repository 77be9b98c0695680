SELECT 'administrators' AS subject, 'no active user is an administrator' AS detail
FROM (SELECT count(*) AS found FROM res_user WHERE active AND administrator) a
WHERE a.found = 0
