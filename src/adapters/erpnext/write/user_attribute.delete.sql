UPDATE "tabUser" AS u
JOIN change_user_attribute_delete c ON c.login = u.name AND c.attribute = 'language'
SET u.language = NULL;

UPDATE "tabUser" AS u
JOIN change_user_attribute_delete c ON c.login = u.name AND c.attribute = 'timezone'
SET u.time_zone = NULL;

UPDATE "tabUser" AS u
JOIN change_user_attribute_delete c ON c.login = u.name AND c.attribute = 'module_profile'
SET u.module_profile = NULL;

UPDATE "tabUser" AS u
JOIN change_user_attribute_delete c ON c.login = u.name AND c.attribute = 'allowed_addresses'
SET u.restrict_ip = NULL;

UPDATE "tabUser" AS u
JOIN change_user_attribute_delete c ON c.login = u.name AND c.attribute = 'sessions'
SET u.simultaneous_sessions = 2;

-- The time zone is repeated among the user's defaults.
DELETE d FROM "tabDefaultValue" AS d
JOIN change_user_attribute_delete c ON c.login = d.parent AND c.attribute = 'timezone'
WHERE d.defkey = 'time_zone';

-- The modules that a profile hides are copied to the user.
DELETE b FROM "tabBlock Module" AS b
JOIN change_user_attribute_delete c ON c.login = b.parent AND c.attribute = 'module_profile'
WHERE b.parenttype = 'User';
