UPDATE app_user SET department = NULL
WHERE login IN (SELECT login FROM change_user_attribute_delete WHERE attribute = 'department');
UPDATE app_user SET language = NULL
WHERE login IN (SELECT login FROM change_user_attribute_delete WHERE attribute = 'language');
