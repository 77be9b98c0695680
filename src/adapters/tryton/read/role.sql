SELECT role, title, CASE WHEN shipped THEN 'shipped' ELSE 'custom' END AS origin, COALESCE(active, false) AS active
FROM view_role r
UNION ALL
-- The administrator flag of a user reads as the group that it replaced in 8.2.
SELECT 'res.group_admin', 'Administration', 'shipped', true
