-- The mark says who counts as an outsider; Odoo computes it when groups change, and never looks again.
SELECT u.login AS subject, CASE WHEN u.share THEN 'is marked as an outsider and has the groups of an employee'
    ELSE 'is not marked as an outsider and has no groups of an employee' END AS detail
FROM res_users u
WHERE EXISTS (SELECT 1 FROM view_type t WHERE t.uid = u.id)
    AND COALESCE(u.share, false) = EXISTS (SELECT 1 FROM view_type t WHERE t.uid = u.id AND t.type = 'group_user')
