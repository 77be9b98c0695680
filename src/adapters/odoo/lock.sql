-- What we decide on stands still until the commit; readers, logins and the business go on. Contacts, sequences, parameters and
-- products, which the business writes, are not locked; foreign keys to users take row locks that this mode allows.
LOCK TABLE res_users, res_groups, res_groups_users_rel, res_groups_implied_rel, res_company_users_rel, ir_model_access,
    ir_rule, rule_group_rel, ir_model_data IN SHARE ROW EXCLUSIVE MODE
