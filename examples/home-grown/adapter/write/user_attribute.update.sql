UPDATE app_user SET department = c.value FROM change_user_attribute_update AS c
WHERE c.login = app_user.login AND c.attribute = 'department';
UPDATE app_user SET language = c.value FROM change_user_attribute_update AS c
WHERE c.login = app_user.login AND c.attribute = 'language';
