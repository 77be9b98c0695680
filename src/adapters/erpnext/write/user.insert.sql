-- An account as ERPNext itself makes one, with what the desk cannot be opened without.
INSERT INTO "tabUser" (name, creation, modified, modified_by, owner, docstatus, idx, enabled, email, first_name, full_name, user_type, send_welcome_email)
SELECT c.login, x.now_erp, x.now_erp, x.login, x.login, 0, 0, c.active, c.email, c.name, c.name, 'System User', 0
FROM change_user_insert c
CROSS JOIN view_actor x;

INSERT INTO "tabNotification Settings" (name, creation, modified, modified_by, owner, docstatus, idx, enabled, user)
SELECT c.login, x.now_erp, x.now_erp, x.login, x.login, 0, 0, c.active, c.login
FROM change_user_insert c
CROSS JOIN view_actor x;

INSERT INTO "tabDocShare" (name, creation, modified, modified_by, owner, docstatus, idx, user, share_doctype, share_name, "read", "write", share)
SELECT lpad(right(lower(conv(left(sha2(x.apply_id || ':user.share:' || c.n, 256), 14), 16, 36)), 10), 10, '0'), x.now_erp, x.now_erp, x.login, x.login, 0, 0, c.login, 'User', c.login, 1, 1, 1
FROM change_user_insert c
CROSS JOIN view_actor x;

INSERT INTO "tabUser Social Login" (name, creation, modified, modified_by, owner, docstatus, idx, provider, userid, parent, parentfield, parenttype)
SELECT lpad(right(lower(conv(left(sha2(x.apply_id || ':user.social:' || c.n, 256), 14), 16, 36)), 10), 10, '0'), x.now_erp, x.now_erp, x.login, x.login, 0, 1, 'frappe', left(sha2(x.apply_id || ':user.id:' || c.n, 256), 39),
    c.login, 'social_logins', 'User'
FROM change_user_insert c
CROSS JOIN view_actor x;

INSERT INTO "__Auth" (doctype, name, fieldname, password, encrypted)
SELECT 'User', c.login, 'password', c.password_hash, 0
FROM change_user_insert c
WHERE c.password_hash IS NOT NULL;
