INSERT INTO res_company_users_rel (cid, user_id)
SELECT f.id, u.id
FROM change_user_company_insert c
JOIN res_users u ON u.login = c.login
JOIN view_firm f ON f.company = c.company
ORDER BY c.n;

UPDATE res_users AS u
SET write_uid = 1, write_date = x.now_erp
FROM change_context x
WHERE u.login IN (SELECT login FROM change_user_company_insert);
