-- The menu was required up to 7.4; the ORM still gives every new user the menu tree.
INSERT INTO res_user (login, name, email, active, password_hash, menu, create_uid, create_date)
SELECT c.login, c.name, c.email, c.active, c.password_hash,
    (SELECT w.action
     FROM ir_model_data d JOIN ir_action_act_window w ON w.id = d.db_id
     WHERE d.module = 'ir' AND d.fs_id = 'act_menu_tree' AND d.model = 'ir.action.act_window'),
    0, x.now_erp
FROM change_user_insert c
CROSS JOIN change_context x
ORDER BY c.n;
