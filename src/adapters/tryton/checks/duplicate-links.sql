SELECT u.login AS subject, 'is ' || l.times || ' times in the group "' || r.role || '"' AS detail
FROM (
    SELECT "user", "group", count(*) AS times FROM "res_user-res_group" GROUP BY "user", "group" HAVING count(*) > 1
) l
JOIN res_user u ON u.id = l."user"
JOIN (
    SELECT g.id, CAST(COALESCE(d.role, t.role, 'name:' || g.name) AS text) AS role
    FROM res_group g
    LEFT JOIN (
        SELECT db_id AS id, min(module || '.' || fs_id) AS role
        FROM ir_model_data WHERE model = 'res.group' GROUP BY db_id
    ) d ON d.id = g.id
    LEFT JOIN (
        SELECT CAST(min(res_id) AS integer) AS id, value AS role
        FROM ir_translation WHERE lang = '__trueup__' AND type = 'model' AND name = 'res.group,name' GROUP BY value
    ) t ON t.id = g.id
) r ON r.id = l."group"
