SELECT u.login, c.company_code AS company
FROM app_user_company AS c JOIN app_user AS u ON u.id = c.user_id
