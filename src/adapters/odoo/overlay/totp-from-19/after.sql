-- Last in the transaction.
-- Whoever leaves and whoever comes back has no key of an earlier time.
DELETE FROM res_users_apikeys
WHERE user_id IN (SELECT u.id FROM change_user_update c JOIN res_users u ON u.login = c.login WHERE c.active <> c.old_active);

-- Nor a browser that is trusted, nor a second factor: a new one is set up at the next login.
DELETE FROM auth_totp_device
WHERE user_id IN (SELECT u.id FROM change_user_update c JOIN res_users u ON u.login = c.login WHERE c.active <> c.old_active);

UPDATE res_users
SET totp_secret = NULL
WHERE totp_secret IS NOT NULL AND login IN (SELECT login FROM change_user_update WHERE active <> old_active);

-- Servers compare the newest rows of these tables at every request, and drop what they keep: users and their sessions, groups,
-- access rows, parameters, external ids, views.
INSERT INTO orm_signaling_stable (date)
SELECT x.now_erp
FROM change_context x
WHERE EXISTS (SELECT 1 FROM view_change c);

INSERT INTO orm_signaling_groups (date)
SELECT x.now_erp
FROM change_context x
WHERE EXISTS (SELECT 1 FROM view_change c);

INSERT INTO orm_signaling_templates (date)
SELECT x.now_erp
FROM change_context x
WHERE EXISTS (SELECT 1 FROM view_change c);
