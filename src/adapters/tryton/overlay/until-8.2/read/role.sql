SELECT role, title, CASE WHEN shipped THEN 'shipped' ELSE 'custom' END AS origin, COALESCE(active, false) AS active
FROM view_role r
