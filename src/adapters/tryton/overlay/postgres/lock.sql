-- What we decide on stands still until the commit; readers, logins and the business go on. New sessions and ordinary
-- documents do not touch these tables (their foreign keys take row locks that this mode allows).
LOCK TABLE res_user, res_group, "res_user-res_group", ir_model_access, ir_model_field_access,
    "ir_model_button-res_group", ir_model_data IN SHARE ROW EXCLUSIVE MODE
