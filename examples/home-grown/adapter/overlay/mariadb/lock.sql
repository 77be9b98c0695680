-- Rows, and the gaps between them where others could be put in. People go on working and logging in.
SELECT * FROM app_role FOR UPDATE;
SELECT * FROM app_role_include FOR UPDATE;
SELECT * FROM app_user_role FOR UPDATE;
SELECT * FROM app_permission FOR UPDATE
