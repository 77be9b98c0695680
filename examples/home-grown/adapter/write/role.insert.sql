INSERT INTO app_role (code, title, shipped, active)
SELECT role, title, 0 = 1, active FROM change_role_insert;
