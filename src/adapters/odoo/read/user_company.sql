SELECT u.login, f.company
FROM res_company_users_rel l
JOIN res_users u ON u.id = l.user_id
JOIN view_firm f ON f.id = l.cid
