INSERT INTO app_user_company (user_id, company_code)
SELECT u.id, c.company FROM change_user_company_insert AS c JOIN app_user AS u ON u.login = c.login;
