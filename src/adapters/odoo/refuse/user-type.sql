-- Everybody is an employee, of a portal, or the public, by one of three groups. Two of them on one account make the form of every
-- account fail; the mark share, which counts as the kind of the account, must fit, and so must a kind that the plan gives.
WITH RECURSIVE edges AS MATERIALIZED (SELECT role, included FROM view_new_include e),
types AS (
    SELECT role, role AS type FROM (VALUES ('base.group_user'), ('base.group_portal'), ('base.group_public')) AS t(role)
    UNION
    SELECT e.role, t.type FROM edges e JOIN types t ON t.role = e.included
),
touched AS MATERIALIZED (
    SELECT login FROM change_grant_insert
    UNION
    SELECT login FROM change_grant_delete
    UNION
    SELECT login FROM change_user_update WHERE kind <> old_kind
    UNION
    SELECT login FROM change_user_insert WHERE kind = 'portal'
),
held AS (
    SELECT a.login, r.role
    FROM touched t
    JOIN view_new_account a ON a.login = t.login
    JOIN res_groups_users_rel l ON l.uid = a.id
    JOIN view_new_role r ON r.id = l.gid
    LEFT JOIN change_grant_delete d ON d.login = a.login AND d.role = r.role
    WHERE d.login IS NULL
    UNION
    SELECT login, role FROM change_grant_insert
),
found AS (
    SELECT w.login, w.kind, w.moves, count(DISTINCT t.type) AS types, bool_or(t.type = 'base.group_user') AS employee,
        bool_or(t.type = 'base.group_portal') AS portal
    FROM (
        SELECT t.login, COALESCE(a.kind, i.kind, 'person') AS kind, COALESCE(a.kind <> a.old_kind, i.kind = 'portal', false) AS moves
        FROM touched t
        LEFT JOIN view_new_account a ON a.login = t.login
        LEFT JOIN change_user_insert i ON i.login = t.login
    ) w
    LEFT JOIN held h ON h.login = w.login
    LEFT JOIN types t ON t.role = h.role
    GROUP BY w.login, w.kind, w.moves
)
SELECT f.login AS key, CASE
        WHEN f.types > 1 THEN 'the roles make the account of two kinds: employee (base.group_user), portal (base.group_portal) or public (base.group_public)'
        WHEN f.types = 0 AND f.kind = 'portal' THEN 'an account of a portal needs the role base.group_portal'
        WHEN f.types = 0 THEN 'an account of an employee needs a role that includes base.group_user'
        WHEN f.employee THEN 'an account of a portal cannot have roles of employees (base.group_user)'
        ELSE 'an account of an employee cannot have roles of a portal (base.group_portal) or of the public (base.group_public)'
    END AS reason
FROM found f
WHERE f.types > 1 OR (f.types = 0 AND f.moves) OR f.employee = (f.kind <> 'person')
UNION
SELECT t.role, 'the role would make whoever holds it of two kinds: employee, portal or public'
FROM types t
WHERE t.role IN (SELECT role FROM change_role_include_insert)
GROUP BY t.role HAVING count(DISTINCT t.type) > 1
