DELETE FROM app_user_company
WHERE (user_id, company_code) IN (
    SELECT u.id, c.company FROM change_user_company_delete AS c JOIN app_user AS u ON u.login = c.login
);
