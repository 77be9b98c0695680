SELECT u.login AS subject, 'is ' || l.times || ' times in the group "' || r.role || '"' AS detail
FROM (
    SELECT "user", "group", count(*) AS times FROM "res_user-res_group" GROUP BY "user", "group" HAVING count(*) > 1
) l
JOIN res_user u ON u.id = l."user"
JOIN (
    SELECT id, role FROM view_role v
) r ON r.id = l."group"
