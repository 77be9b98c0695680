UPDATE "tabUser" AS u
JOIN change_user_attribute_insert c ON c.login = u.name AND c.attribute = 'language'
SET u.language = c.value;

UPDATE "tabUser" AS u
JOIN change_user_attribute_insert c ON c.login = u.name AND c.attribute = 'timezone'
SET u.time_zone = c.value;

UPDATE "tabUser" AS u
JOIN change_user_attribute_insert c ON c.login = u.name AND c.attribute = 'module_profile'
SET u.module_profile = c.value;

UPDATE "tabUser" AS u
JOIN change_user_attribute_insert c ON c.login = u.name AND c.attribute = 'allowed_addresses'
SET u.restrict_ip = c.value;

UPDATE "tabUser" AS u
JOIN change_user_attribute_insert c ON c.login = u.name AND c.attribute = 'sessions'
SET u.simultaneous_sessions = CAST(c.value AS integer);

-- The time zone is repeated among the user's defaults.
DELETE d FROM "tabDefaultValue" AS d
JOIN change_user_attribute_insert c ON c.login = d.parent AND c.attribute = 'timezone'
WHERE d.defkey = 'time_zone';

INSERT INTO "tabDefaultValue" (name, creation, modified, modified_by, owner, docstatus, idx, parent, parentfield, parenttype, defkey, defvalue)
SELECT lpad(right(lower(conv(left(sha2(x.apply_id || ':user_attribute.insert:' || c.n, 256), 14), 16, 36)), 10), 10, '0'), x.now_erp, x.now_erp, x.login, x.login, 0, 0, c.login, 'system_defaults', 'User Permission', 'time_zone', c.value
FROM change_user_attribute_insert c
CROSS JOIN view_actor x
WHERE c.attribute = 'timezone';

-- The modules that a profile hides are copied to the user.
DELETE b FROM "tabBlock Module" AS b
JOIN change_user_attribute_insert c ON c.login = b.parent AND c.attribute = 'module_profile'
WHERE b.parenttype = 'User';

INSERT INTO "tabBlock Module" (name, creation, modified, modified_by, owner, docstatus, idx, module, parent, parentfield, parenttype)
SELECT lpad(right(lower(conv(left(sha2(x.apply_id || ':user_attribute.insert:' || c.n || ':' || b.name, 256), 14), 16, 36)), 10), 10, '0'), x.now_erp, x.now_erp, x.login, x.login, 0, b.idx, b.module,
    c.login, 'block_modules', 'User'
FROM change_user_attribute_insert c
JOIN "tabBlock Module" b ON b.parent = c.value AND b.parenttype = 'Module Profile'
CROSS JOIN view_actor x
WHERE c.attribute = 'module_profile';
