DELETE p FROM "tabUser Permission" AS p
JOIN "tabUser" u ON u.name = p.user
JOIN "tabCompany" k ON k.name = p.for_value
JOIN change_user_company_delete c ON c.login = u.name AND c.company = k.name
WHERE p.allow = 'Company' AND p.apply_to_all_doctypes = 1;
