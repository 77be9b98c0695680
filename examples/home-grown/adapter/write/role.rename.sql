-- Also how a role made in the administration window gets its code: from 'name:Buyer' to 'buyer'.
UPDATE app_role SET code = c.role
FROM change_role_rename AS c
WHERE c.old_role = coalesce(app_role.code, 'name:' || app_role.title);
