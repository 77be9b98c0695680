-- Whoever may edit access rights can give himself every right.
SELECT a.login AS subject, 'has "Access Rights" and not "Settings", and can give it to himself' AS detail
FROM view_account a
JOIN res_groups_users_rel l ON l.uid = a.id
JOIN view_role r ON r.id = l.gid AND r.role = 'base.group_erp_manager'
WHERE a.active AND NOT EXISTS (
    SELECT 1 FROM res_groups_users_rel s JOIN view_role o ON o.id = s.gid WHERE s.uid = a.id AND o.role = 'base.group_system')
