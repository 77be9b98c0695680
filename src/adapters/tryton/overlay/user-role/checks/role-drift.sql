-- What the next run of the role job would do to the groups of people with dated roles.
WITH roles AS MATERIALIZED (SELECT id, role FROM view_role v),
role_users AS (
    SELECT DISTINCT u.id, u.login FROM res_user_role o JOIN res_user u ON u.id = o."user"
    WHERE u.active AND NOT u.administrator
),
due AS (
    SELECT o."user", g."group"
    FROM res_user_role o JOIN "res_role-res_group" g ON g.role = o.role
    WHERE (o.from_date IS NULL OR o.from_date <= timezone('UTC', now())) AND (o.to_date IS NULL OR o.to_date >= timezone('UTC', now()))
),
stored AS (
    SELECT "user", "group" FROM "res_user-res_group"
)
SELECT u.login AS subject, 'is in "' || r.role || '", which no valid role gives: the next run takes it away' AS detail
FROM role_users u
JOIN (SELECT "user", "group" FROM stored EXCEPT SELECT "user", "group" FROM due) d ON d."user" = u.id
JOIN roles r ON r.id = d."group"
UNION ALL
SELECT u.login, 'is not in "' || r.role || '", which a valid role gives: the next run adds it'
FROM role_users u
JOIN (SELECT "user", "group" FROM due EXCEPT SELECT "user", "group" FROM stored) d ON d."user" = u.id
JOIN roles r ON r.id = d."group"
