DELETE h FROM "tabHas Role" AS h
JOIN "tabRole Profile" p ON p.name = h.parent
JOIN change_role_include_delete c ON c.role = 'profile:' || p.name AND c.included = h.role
WHERE h.parenttype = 'Role Profile';

UPDATE "tabRole Profile" AS p
JOIN change_role_include_delete c ON c.role = 'profile:' || p.name
CROSS JOIN view_actor x
SET p.modified = greatest(x.now_erp, p.modified + INTERVAL 1 MICROSECOND), p.modified_by = x.login;

