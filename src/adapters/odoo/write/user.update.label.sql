-- Names as lists show them: "company, person", and below the person "person, contact".
UPDATE res_partner AS p
SET complete_name = COALESCE(COALESCE(NULLIF(p.commercial_company_name, ''), o.name) || ', ', '') || c.name
FROM change_user_update c
JOIN res_users u ON u.login = c.login
JOIN res_partner i ON i.id = u.partner_id
LEFT JOIN res_partner o ON o.id = i.parent_id
WHERE p.id = u.partner_id AND COALESCE(c.old_name, '') <> COALESCE(c.name, '');

UPDATE res_partner AS b
SET complete_name = c.name || ', ' || b.name, write_uid = 1, write_date = x.now_erp
FROM change_user_update c
JOIN res_users u ON u.login = c.login
CROSS JOIN change_context x
WHERE b.parent_id = u.partner_id AND c.name <> c.old_name AND COALESCE(b.name, '') <> '' AND b.is_company IS NOT TRUE
    AND COALESCE(b.commercial_company_name, '') = '';
