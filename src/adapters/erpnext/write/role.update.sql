UPDATE "tabRole" AS r
JOIN change_role_update c ON c.role = r.name
CROSS JOIN view_actor x
SET r.disabled = NOT c.active, r.role_name = c.title, r.modified = greatest(x.now_erp, r.modified + INTERVAL 1 MICROSECOND), r.modified_by = x.login;

UPDATE "tabRole Profile" AS r
JOIN change_role_update c ON c.role = 'profile:' || r.name
CROSS JOIN view_actor x
SET r.role_profile = c.title, r.modified = greatest(x.now_erp, r.modified + INTERVAL 1 MICROSECOND), r.modified_by = x.login;
