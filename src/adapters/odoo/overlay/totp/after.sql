-- Last in the transaction. Up to 18 servers are told after the commit (after_commit.sql): they look at sequences, which no
-- transaction holds back.
-- Whoever leaves and whoever comes back has no key of an earlier time.
DELETE FROM res_users_apikeys
WHERE user_id IN (SELECT u.id FROM change_user_update c JOIN res_users u ON u.login = c.login WHERE c.active <> c.old_active);

-- Nor a browser that is trusted, nor a second factor: a new one is set up at the next login.
DELETE FROM auth_totp_device
WHERE user_id IN (SELECT u.id FROM change_user_update c JOIN res_users u ON u.login = c.login WHERE c.active <> c.old_active);

UPDATE res_users
SET totp_secret = NULL
WHERE totp_secret IS NOT NULL AND login IN (SELECT login FROM change_user_update WHERE active <> old_active);
