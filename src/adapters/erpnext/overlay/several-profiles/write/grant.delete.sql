DELETE h FROM "tabHas Role" AS h
JOIN "tabUser" u ON u.name = h.parent
JOIN change_grant_delete c ON c.login = u.name AND c.role = h.role
WHERE h.parenttype = 'User';

DELETE p FROM "tabUser Role Profile" AS p
JOIN "tabUser" u ON u.name = p.parent
JOIN change_grant_delete c ON c.login = u.name AND c.role = 'profile:' || p.role_profile
WHERE p.parenttype = 'User';
