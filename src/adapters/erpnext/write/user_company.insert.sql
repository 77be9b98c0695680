INSERT INTO "tabUser Permission" (name, creation, modified, modified_by, owner, docstatus, idx, user, allow, for_value, apply_to_all_doctypes)
SELECT lpad(right(lower(conv(left(sha2(x.apply_id || ':user_company.insert:' || c.n, 256), 14), 16, 36)), 10), 10, '0'), x.now_erp, x.now_erp, x.login, x.login, 0, 0, c.login, 'Company', c.company, 1
FROM change_user_company_insert c
CROSS JOIN view_actor x;
