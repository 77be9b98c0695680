-- Who last changed a user, and who made a membership, as far as the audit columns tell.
WITH roles AS MATERIALIZED (SELECT id, role FROM view_role v)
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
