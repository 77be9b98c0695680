-- Membership as stored, of inactive users and groups too. A pair may be there twice, which says no more than once.
-- The roles are grouped, although each is one row, so that PostgreSQL knows it: it then keeps them in memory and streams
-- the memberships past them, instead of the other way round.
SELECT u.login, r.role
FROM "res_user-res_group" l
JOIN res_user u ON u.id = l."user"
JOIN (
    SELECT g.id, max(CAST(COALESCE(d.role, t.role, 'name:' || g.name) AS text)) AS role
    FROM res_group g
    LEFT JOIN (
        SELECT db_id AS id, min(module || '.' || fs_id) AS role
        FROM ir_model_data WHERE model = 'res.group' GROUP BY db_id
    ) d ON d.id = g.id
    LEFT JOIN (
        SELECT CAST(min(res_id) AS integer) AS id, value AS role
        FROM ir_translation WHERE lang = '__trueup__' AND type = 'model' AND name = 'res.group,name' GROUP BY value
    ) t ON t.id = g.id
    GROUP BY g.id
) r ON r.id = l."group"
