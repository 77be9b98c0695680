SELECT a.login AS subject, 'is active and neither employee nor of a portal: logs in and sees almost nothing' AS detail
FROM view_account a
WHERE a.active AND a.kind <> 'system' AND NOT EXISTS (SELECT 1 FROM view_type t WHERE t.uid = a.id)
