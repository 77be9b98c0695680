UPDATE app_user SET workplace = c.value FROM change_user_attribute_update AS c
WHERE c.login = app_user.login AND c.attribute = 'workplace';
UPDATE app_user SET language = c.value FROM change_user_attribute_update AS c
WHERE c.login = app_user.login AND c.attribute = 'language';
