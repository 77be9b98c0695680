-- Where an account leaves or comes back, its keys, tokens, links and sessions end: some versions look at no more than those.
-- When a whole name changes it is kept in one column, since nothing says which part of it is the last name.
UPDATE "tabUser" AS u
JOIN change_user_update c ON c.login = u.name
CROSS JOIN view_actor x
SET u.first_name = CASE WHEN c.name <=> c.old_name THEN u.first_name ELSE c.name END,
    u.middle_name = CASE WHEN c.name <=> c.old_name THEN u.middle_name END,
    u.last_name = CASE WHEN c.name <=> c.old_name THEN u.last_name END,
    u.full_name = c.name, u.email = c.email, u.enabled = c.active,
    u.api_key = CASE WHEN c.active = c.old_active THEN u.api_key END,
    u.api_secret = CASE WHEN c.active = c.old_active THEN u.api_secret END,
    u.reset_password_key = CASE WHEN c.active = c.old_active AND c.password_hash IS NULL THEN u.reset_password_key END,
    u.last_password_reset_date = CASE WHEN c.password_hash IS NULL THEN u.last_password_reset_date ELSE CAST(x.now_erp AS date) END;

DELETE s FROM "tabSessions" AS s
JOIN "tabUser" u ON u.name = s.user
JOIN change_user_update c ON c.login = u.name
WHERE c.active <> c.old_active OR c.password_hash IS NOT NULL;

UPDATE "tabNotification Settings" AS s
JOIN change_user_update c ON c.login = s.name
SET s.enabled = c.active
WHERE c.active <> c.old_active;

UPDATE "tabOAuth Bearer Token" AS t
JOIN change_user_update c ON c.login = t.user
SET t.status = 'Revoked'
WHERE c.active <> c.old_active AND t.status = 'Active';

DELETE a FROM "__Auth" AS a
JOIN change_user_update c ON c.login = a.name
WHERE a.doctype = 'User' AND (
    (a.fieldname = 'api_secret' AND c.active <> c.old_active) OR (a.fieldname = 'password' AND c.password_hash IS NOT NULL)
);

INSERT INTO "__Auth" (doctype, name, fieldname, password, encrypted)
SELECT 'User', c.login, 'password', c.password_hash, 0
FROM change_user_update c
WHERE c.password_hash IS NOT NULL;
