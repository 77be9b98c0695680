-- What running servers remember of what changes here. It is read before the scripts write: the keys of the sessions that end
-- are gone afterwards. Keys begin with the name of the site's database.
SELECT 'HDEL' AS command, database() || '|' || k.name AS "key", t.login AS field
FROM view_touched t
CROSS JOIN (
    SELECT 'bootinfo' AS name UNION ALL SELECT 'user_recent' UNION ALL SELECT 'roles' UNION ALL SELECT 'user_doc'
    UNION ALL SELECT 'lang' UNION ALL SELECT 'user_permissions' UNION ALL SELECT 'home_page'
    UNION ALL SELECT 'linked_with' UNION ALL SELECT 'desktop_icons' UNION ALL SELECT 'portal_menu_items' UNION ALL SELECT 'user_perm_can_read'
    UNION ALL SELECT 'has_role:Page' UNION ALL SELECT 'has_role:Report' UNION ALL SELECT 'desk_sidebar_items' UNION ALL SELECT 'contacts'
) k
UNION
SELECT 'DEL', database() || '|document_cache::User::' || t.login, NULL FROM view_touched t
UNION
SELECT 'DEL PREFIX', database() || '|user:' || t.login || ':', NULL FROM view_touched t
UNION
SELECT 'DEL', database() || '|' || k.name, NULL
FROM (SELECT 'users_for_mentions' AS name UNION ALL SELECT 'enabled_users') k
WHERE EXISTS (SELECT 1 FROM change_user_update WHERE active <> old_active) OR EXISTS (SELECT 1 FROM change_user_insert)
UNION
SELECT 'HDEL', database() || '|' || k.name, s.sid
FROM "tabSessions" s
JOIN "tabUser" u ON u.name = s.user
JOIN change_user_update c ON c.login = u.name AND (c.active <> c.old_active OR c.password_hash IS NOT NULL)
CROSS JOIN (SELECT 'session' AS name UNION ALL SELECT 'last_db_session_update') k
UNION
-- A session may be in Redis whose row is gone.
SELECT 'HDEL CONTAINING', database() || '|session', c.login
FROM change_user_update c
WHERE c.active <> c.old_active OR c.password_hash IS NOT NULL
UNION
SELECT v.command, database() || '|' || v.name, v.field FROM view_cached v
UNION
SELECT 'DEL', database() || '|document_cache::' || s.document || '::' || s.document, NULL
FROM view_setting s
JOIN (SELECT setting FROM change_setting_insert UNION SELECT setting FROM change_setting_update) c ON c.setting = s.setting
UNION
SELECT 'DEL', database() || '|' || k.name, NULL
FROM (SELECT 'system_settings' AS name UNION ALL SELECT 'time_zone') k
WHERE EXISTS (SELECT 1 FROM change_setting_insert) OR EXISTS (SELECT 1 FROM change_setting_update)
