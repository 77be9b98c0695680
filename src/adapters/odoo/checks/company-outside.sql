SELECT a.login AS subject, 'the main company "' || f.company || '" is not among the companies; Odoo refuses every edit of the account' AS detail
FROM view_account a
JOIN view_firm f ON f.id = a.company_id
WHERE a.kind <> 'system' AND NOT EXISTS (SELECT 1 FROM res_company_users_rel l WHERE l.user_id = a.id AND l.cid = a.company_id)
