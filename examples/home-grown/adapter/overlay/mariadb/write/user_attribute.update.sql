UPDATE app_user AS u JOIN change_user_attribute_update AS c ON c.login = u.login SET u.workplace = c.value
WHERE c.attribute = 'workplace';
UPDATE app_user AS u JOIN change_user_attribute_update AS c ON c.login = u.login SET u.language = c.value
WHERE c.attribute = 'language';
