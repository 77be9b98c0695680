-- One such account makes the group form of every account fail (up to 18), or its own (19).
SELECT u.login AS subject, 'is of several kinds: ' || string_agg('base.' || t.type, ', ' ORDER BY t.type) AS detail
FROM view_type t JOIN res_users u ON u.id = t.uid
GROUP BY u.login HAVING count(*) > 1
