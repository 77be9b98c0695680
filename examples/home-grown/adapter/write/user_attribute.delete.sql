UPDATE app_user SET workplace = NULL
WHERE login IN (SELECT login FROM change_user_attribute_delete WHERE attribute = 'workplace');
UPDATE app_user SET language = NULL
WHERE login IN (SELECT login FROM change_user_attribute_delete WHERE attribute = 'language');
