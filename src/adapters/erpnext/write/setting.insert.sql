-- Into both places: what the form shows, and the copy among the defaults that much of the program reads.
UPDATE "tabSingles" AS t
JOIN view_setting s ON s.document = t.doctype AND s.field = t.field
JOIN change_setting_insert c ON c.setting = s.setting
SET t.value = CASE WHEN s.kind <> 'bool' THEN c.value WHEN c.value = 'true' THEN '1' ELSE '0' END;

INSERT INTO "tabSingles" (doctype, field, value)
SELECT s.document, s.field, CASE WHEN s.kind <> 'bool' THEN c.value WHEN c.value = 'true' THEN '1' ELSE '0' END
FROM change_setting_insert c
JOIN view_setting s ON s.setting = c.setting
LEFT JOIN "tabSingles" t ON t.doctype = s.document AND t.field = s.field
WHERE t.doctype IS NULL;

UPDATE "tabDefaultValue" AS d
JOIN view_setting s ON s.field = d.defkey AND s.place <> 'only'
JOIN change_setting_insert c ON c.setting = s.setting
CROSS JOIN view_actor x
SET d.defvalue = CASE WHEN s.kind <> 'bool' THEN c.value WHEN c.value = 'true' THEN '1' ELSE '0' END, d.modified = x.now_erp,
    d.modified_by = x.login
WHERE d.parent = '__default';

INSERT INTO "tabDefaultValue" (name, creation, modified, modified_by, owner, docstatus, idx, parent, parentfield, parenttype, defkey, defvalue)
SELECT lpad(right(lower(conv(left(sha2(x.apply_id || ':setting.insert:' || c.n, 256), 14), 16, 36)), 10), 10, '0'), x.now_erp, x.now_erp, x.login, x.login, 0, 0, '__default', 'system_defaults', '__default', s.field,
    CASE WHEN s.kind <> 'bool' THEN c.value WHEN c.value = 'true' THEN '1' ELSE '0' END
FROM change_setting_insert c
JOIN view_setting s ON s.setting = c.setting AND s.place <> 'only'
LEFT JOIN "tabDefaultValue" d ON d.parent = '__default' AND d.defkey = s.field
CROSS JOIN view_actor x
WHERE d.name IS NULL;

-- The stamp that keeps an open form from writing over this.
UPDATE "tabSingles" AS t
JOIN view_setting s ON s.document = t.doctype
JOIN change_setting_insert c ON c.setting = s.setting
CROSS JOIN view_actor x
SET t.value = CASE t.field
    WHEN 'modified' THEN date_format(greatest(x.now_erp, coalesce(CAST(t.value AS datetime(6)), x.now_erp) + INTERVAL 1 MICROSECOND), '%Y-%m-%d %H:%i:%s.%f')
    ELSE x.login
END
WHERE t.field IN ('modified', 'modified_by');

-- An account without the day of its last password would never have to change it.
UPDATE "tabUser" AS u
JOIN change_setting_insert c ON c.setting = 'password.max_age_days' AND c.value <> '0'
CROSS JOIN view_actor x
SET u.last_password_reset_date = CAST(x.now_erp AS date)
WHERE u.last_password_reset_date IS NULL;

-- A second factor is asked of whoever has a role that asks for it; ERPNext itself then lets the role of everybody ask.
UPDATE "tabRole" AS r
JOIN change_setting_insert c ON c.setting = 'two_factor.enabled' AND c.value = 'true'
SET r.two_factor_auth = 1
WHERE r.name = 'All';
