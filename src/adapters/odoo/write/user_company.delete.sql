DELETE FROM res_company_users_rel AS l
USING change_user_company_delete c
JOIN res_users u ON u.login = c.login
JOIN view_firm f ON f.company = c.company
WHERE l.user_id = u.id AND l.cid = f.id;

UPDATE res_users AS u
SET write_uid = 1, write_date = x.now_erp
FROM change_context x
WHERE u.login IN (SELECT login FROM change_user_company_delete);
