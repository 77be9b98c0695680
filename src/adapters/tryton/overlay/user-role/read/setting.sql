-- With the module user_role also its daily job, which replaces the groups of people who have dated roles.
SELECT 'server.hostname' AS setting, hostname AS value
FROM ir_configuration WHERE hostname IS NOT NULL
UNION ALL
SELECT 'roles.scheduled_sync', CASE WHEN max(CASE WHEN active THEN 1 ELSE 0 END) = 1 THEN 'true' ELSE 'false' END
FROM ir_cron WHERE method = 'res.user|sync_roles' HAVING count(*) > 0
