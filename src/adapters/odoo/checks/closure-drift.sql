-- What a role includes is stored beside it, and only what is stored counts. Where a row is missing, the person cannot do what the role
-- says, until the next change of the person's groups or of the role in Odoo writes it: rights that nobody gave then.
WITH RECURSIVE reach (uid, gid, giver) AS (
    SELECT l.uid, r.hid, l.gid
    FROM res_groups_users_rel l JOIN res_groups_implied_rel r ON r.gid = l.gid
    UNION
    SELECT c.uid, r.hid, c.giver FROM reach c JOIN res_groups_implied_rel r ON r.gid = c.gid
)
SELECT a.login AS subject, 'lacks "' || i.role || '", which "' || min(g.role) || '" includes; the next change in Odoo gives it' AS detail
FROM reach c
JOIN view_account a ON a.id = c.uid
JOIN view_role i ON i.id = c.gid
JOIN view_role g ON g.id = c.giver
WHERE NOT EXISTS (SELECT 1 FROM res_groups_users_rel l WHERE l.uid = c.uid AND l.gid = c.gid)
GROUP BY a.login, i.role
