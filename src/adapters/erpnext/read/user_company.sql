-- A permission for one kind of document alone, or for a company that is gone, does not say where somebody may go.
SELECT DISTINCT u.name AS login, c.name AS company
FROM "tabUser Permission" p
JOIN "tabUser" u ON u.name = p.user
JOIN "tabCompany" c ON c.name = p.for_value
WHERE p.allow = 'Company' AND p.apply_to_all_doctypes = 1
