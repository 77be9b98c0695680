-- Who last changed a user, and who made a membership, as far as the audit columns tell.
WITH roles AS MATERIALIZED (
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
)
SELECT 'user' AS relation, u.login AS key, '' AS member, COALESCE(b.login, 'root') AS changed_by,
    substr(CAST(COALESCE(u.write_date, u.create_date) AS text), 1, 19) AS changed_at
FROM res_user u
LEFT JOIN res_user b ON b.id = COALESCE(u.write_uid, u.create_uid)
WHERE COALESCE(u.write_date, u.create_date) IS NOT NULL
UNION ALL
SELECT 'grant', u.login, r.role, COALESCE(b.login, 'root'), substr(CAST(l.at AS text), 1, 19)
FROM (
    SELECT "user", "group", max(COALESCE(write_date, create_date)) AS at, max(COALESCE(write_uid, create_uid)) AS uid
    FROM "res_user-res_group" GROUP BY "user", "group"
) l
JOIN res_user u ON u.id = l."user"
JOIN roles r ON r.id = l."group"
LEFT JOIN res_user b ON b.id = l.uid
WHERE l.at IS NOT NULL
