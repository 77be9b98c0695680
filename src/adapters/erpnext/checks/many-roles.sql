SELECT h.login AS subject, count(*) || ' roles' AS detail
FROM view_held h
JOIN view_account a ON a.login = h.login AND a.active AND a.kind = 'person'
GROUP BY h.login HAVING count(*) >= 20
