-- Also how a role made in the administration window gets its code: from 'name:Buyer' to 'buyer'.
UPDATE app_role AS r JOIN change_role_rename AS c ON c.old_role = coalesce(r.code, 'name:' || r.title)
SET r.code = c.role;
