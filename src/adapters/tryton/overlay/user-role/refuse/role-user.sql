-- Groups of people with dated roles are recomputed by the program at the next change or the next night.
SELECT DISTINCT u.login AS key, 'dated roles decide the groups of this user; change his roles in Tryton' AS reason
FROM res_user_role r
JOIN res_user u ON u.id = r."user"
LEFT JOIN change_user_rename n ON n.old_login = u.login
WHERE NOT u.administrator
    AND COALESCE(n.login, u.login) IN (SELECT login FROM change_grant_insert WHERE role <> 'res.group_admin'
        UNION ALL SELECT login FROM change_grant_delete WHERE role <> 'res.group_admin')
