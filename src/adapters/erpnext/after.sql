-- ERPNext's own history of each account, which SQL alone would leave empty, and the stamp that keeps a form that is
-- open from writing over this.
INSERT INTO "tabVersion" (name, creation, modified, modified_by, owner, docstatus, idx, ref_doctype, docname, data)
SELECT lpad(right(lower(conv(left(sha2(x.apply_id || ':version.user:' || c.login, 256), 14), 16, 36)), 10), 10, '0'), x.now_erp, x.now_erp, x.login, x.login, 0, 0, 'User', c.login,
    '{"added":[' || coalesce(group_concat(CASE WHEN c.part = 'added' THEN c.entry END), '')
    || '],"changed":[' || coalesce(group_concat(CASE WHEN c.part = 'changed' THEN c.entry END), '')
    || '],"data_import":null,"removed":[' || coalesce(group_concat(CASE WHEN c.part = 'removed' THEN c.entry END), '')
    || '],"row_changed":[],"updater_reference":null}'
FROM view_user_change c
LEFT JOIN change_user_insert i ON i.login = c.login
CROSS JOIN view_actor x
WHERE i.login IS NULL
GROUP BY c.login, x.now_erp, x.login, x.apply_id;

UPDATE "tabUser" AS u
JOIN (
    SELECT login FROM change_user_update
    UNION SELECT c.login FROM view_user_change c
    UNION SELECT login FROM change_user_company_insert
    UNION SELECT login FROM change_user_company_delete
) t ON t.login = u.name
CROSS JOIN view_actor x
SET u.modified = greatest(x.now_erp, coalesce(u.modified, x.now_erp) + INTERVAL 1 MICROSECOND), u.modified_by = x.login;

INSERT INTO "tabVersion" (name, creation, modified, modified_by, owner, docstatus, idx, ref_doctype, docname, data)
SELECT lpad(right(lower(conv(left(sha2(x.apply_id || ':version.role:' || c.n, 256), 14), 16, 36)), 10), 10, '0'), x.now_erp, x.now_erp, x.login, x.login, 0, 0, 'Role', c.role,
    '{"added":[],"changed":[' || json_array('disabled', 1 - c.old_active, 1 - c.active) || '],"data_import":null,"removed":[],"row_changed":[],"updater_reference":null}'
FROM change_role_update c
CROSS JOIN view_actor x
WHERE c.active <> c.old_active;

INSERT INTO "tabVersion" (name, creation, modified, modified_by, owner, docstatus, idx, ref_doctype, docname, data)
SELECT lpad(right(lower(conv(left(sha2(x.apply_id || ':version.profile:' || c.role, 256), 14), 16, 36)), 10), 10, '0'), x.now_erp, x.now_erp, x.login, x.login, 0, 0, 'Role Profile', substr(c.role, 9),
    '{"added":[' || coalesce(group_concat(CASE WHEN c.part = 'added' THEN c.entry END), '')
    || '],"changed":[],"data_import":null,"removed":[' || coalesce(group_concat(CASE WHEN c.part = 'removed' THEN c.entry END), '')
    || '],"row_changed":[],"updater_reference":null}'
FROM (
    SELECT role, 'added' AS part, json_array('roles', json_object('doctype', 'Has Role', 'parent', substr(role, 9), 'parentfield', 'roles', 'parenttype', 'Role Profile', 'role', included)) AS entry
    FROM change_role_include_insert WHERE role LIKE 'profile:%'
    UNION ALL
    SELECT role, 'removed', json_array('roles', json_object('doctype', 'Has Role', 'parent', substr(role, 9), 'parentfield', 'roles', 'parenttype', 'Role Profile', 'role', included))
    FROM change_role_include_delete WHERE role LIKE 'profile:%'
) c
LEFT JOIN change_role_insert i ON i.role = c.role
CROSS JOIN view_actor x
WHERE i.role IS NULL
GROUP BY c.role, x.now_erp, x.login, x.apply_id;

INSERT INTO "tabVersion" (name, creation, modified, modified_by, owner, docstatus, idx, ref_doctype, docname, data)
SELECT lpad(right(lower(conv(left(sha2(x.apply_id || ':version.setting:' || c.document, 256), 14), 16, 36)), 10), 10, '0'), x.now_erp, x.now_erp, x.login, x.login, 0, 0, c.document, c.document,
    '{"added":[],"changed":[' || group_concat(c.entry) || '],"data_import":null,"removed":[],"row_changed":[],"updater_reference":null}'
FROM (
    SELECT s.document, json_array(s.field,
        CASE WHEN s.kind <> 'bool' THEN c.old_value WHEN c.old_value = 'true' THEN '1' ELSE '0' END,
        CASE WHEN s.kind <> 'bool' THEN c.value WHEN c.value = 'true' THEN '1' ELSE '0' END) AS entry
    FROM (
        SELECT setting, NULL AS old_value, value FROM change_setting_insert
        UNION ALL SELECT setting, old_value, value FROM change_setting_update
    ) c
    JOIN view_setting s ON s.setting = c.setting
) c
CROSS JOIN view_actor x
GROUP BY c.document, x.now_erp, x.login, x.apply_id;
