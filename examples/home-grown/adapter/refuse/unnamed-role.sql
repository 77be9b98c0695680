SELECT role AS "key", 'a role made in the administration window is known by its title; bind it to a code with `match` first' AS reason
FROM change_role_update
WHERE role LIKE 'name:%' AND title <> old_title
