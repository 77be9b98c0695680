-- A group of Odoo cannot be inactive.
SELECT role, title, CASE WHEN shipped THEN 'shipped' ELSE 'custom' END AS origin, true AS active FROM view_role r
