DELETE h FROM "tabHas Role" AS h
JOIN "tabUser" u ON u.name = h.parent
JOIN change_grant_delete c ON c.login = u.name AND c.role = h.role
WHERE h.parenttype = 'User';

UPDATE "tabUser" AS u
JOIN change_grant_delete c ON c.login = u.name AND c.role = 'profile:' || u.role_profile_name
SET u.role_profile_name = NULL;
