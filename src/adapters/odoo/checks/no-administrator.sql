SELECT 'base.group_system' AS subject, 'no active account may change settings' AS detail
FROM (
    SELECT count(*) AS found
    FROM res_groups_users_rel l
    JOIN view_account a ON a.id = l.uid AND a.active AND a.kind <> 'system'
    JOIN view_role r ON r.id = l.gid AND r.role = 'base.group_system'
) f
WHERE f.found = 0
