-- As without the module company, and the companies of users.
LOCK TABLE res_user, res_group, "res_user-res_group", ir_model_access, ir_model_field_access,
    "ir_model_button-res_group", ir_model_data, "res_user-company_company", "res_user-company_employee"
    IN SHARE ROW EXCLUSIVE MODE
