-- Passkeys go with the account too.
DELETE FROM auth_passkey_key
WHERE create_uid IN (SELECT u.id FROM change_user_update c JOIN res_users u ON u.login = c.login WHERE c.active <> c.old_active);
