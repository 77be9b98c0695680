-- What the shop had in Workshop before anybody kept it in files. For every engine.
INSERT INTO app_info (name, value) VALUES ('version', '2.3'), ('installation', 'b6f1d1f0-7c0e-4a53-9b0e-6f1f6e0f8a11');
INSERT INTO app_cache (name, generation) VALUES ('access', 1);
INSERT INTO app_company (code, title) VALUES ('shop', '枫木坊 Maple Workshop'), ('export', 'Maple Export GmbH');
INSERT INTO app_user (login, full_name, email, kind, password_hash, workplace, language, last_login) VALUES
    ('system', 'Workshop', NULL, 'system', NULL, NULL, NULL, NULL),
    ('admin', 'Administrator', 'it@maple.example', 'person', '$pbkdf2-sha512$25000$c2FsdA$x', 'office', 'en', '2026-11-02 07:58:12'),
    ('wang.fang', '王芳', 'wang.fang@maple.example', 'person', '$pbkdf2-sha512$25000$c2FsdA$x', 'office', 'zh', '2026-11-03 08:01:44'),
    ('li.na', '李娜', 'li.na@maple.example', 'person', '$pbkdf2-sha512$25000$c2FsdA$x', 'purchasing', 'zh', '2026-11-03 08:15:00'),
    ('zhang.wei', '张伟', 'zhang.wei@maple.example', 'person', '$pbkdf2-sha512$25000$c2FsdA$x', 'store', 'zh', '2026-11-02 16:40:31'),
    ('tom.baker', 'Tom Baker', 'tom.baker@maple.example', 'person', '$pbkdf2-sha512$25000$c2FsdA$x', 'export', 'en', '2026-08-28 17:20:05'),
    ('svc-label', 'Label printer', NULL, 'service', '$pbkdf2-sha512$25000$c2FsdA$x', NULL, NULL, '2026-11-03 08:20:00');
INSERT INTO app_user_company (user_id, company_code)
    SELECT id, 'shop' FROM app_user WHERE login <> 'system' AND login <> 'tom.baker'
    UNION ALL SELECT id, 'export' FROM app_user WHERE login IN ('admin', 'wang.fang', 'tom.baker');
INSERT INTO app_role (code, title, shipped) VALUES
    ('admin', 'Administrator', true), ('office', 'Office', true), ('store', 'Store', true), ('reader', 'Reader', true);
-- Made by hand in the administration window, so it has no code.
INSERT INTO app_role (code, title, shipped) VALUES (NULL, 'Buyer', false);
INSERT INTO app_role_include (role_id, included_id)
    SELECT a.id, b.id FROM app_role AS a JOIN app_role AS b ON b.code = 'reader' WHERE a.code IN ('office', 'store');
INSERT INTO app_user_role (user_id, role_id, granted_by, granted_at)
    SELECT u.id, r.id, 'admin', '2026-01-05 09:00:00'
    FROM app_user AS u JOIN app_role AS r ON (u.login = 'admin' AND r.code = 'admin')
        OR (u.login IN ('wang.fang', 'tom.baker') AND r.code = 'office')
        OR (u.login IN ('zhang.wei', 'li.na') AND r.code = 'store')
        OR (u.login IN ('li.na', 'wang.fang') AND r.title = 'Buyer')
        OR (u.login = 'svc-label' AND r.code = 'reader');
INSERT INTO app_resource (code, title, can_be_approved) VALUES
    ('item', 'Items 物料', false), ('stock', 'Stock 库存', false), ('supplier', 'Suppliers 供应商', false),
    ('order', 'Purchase orders 采购单', true), ('invoice', 'Invoices 发票', true), ('payment', 'Payments 付款', true);
INSERT INTO app_permission (role_id, resource_code, can_read, can_write, can_approve)
    SELECT r.id, s.code, true,
        (r.title = 'Office' AND s.code IN ('invoice', 'payment')) OR (r.title = 'Store' AND s.code IN ('item', 'stock'))
            OR (r.title = 'Buyer' AND s.code IN ('supplier', 'order')),
        (r.title = 'Office' AND s.code = 'invoice') OR (r.title = 'Buyer' AND s.code = 'order')
    FROM app_role AS r JOIN app_resource AS s ON (r.title = 'Reader' AND s.code IN ('item', 'stock'))
        OR (r.title = 'Office' AND s.code IN ('invoice', 'payment', 'supplier'))
        OR (r.title = 'Store' AND s.code IN ('item', 'stock', 'order'))
        OR (r.title = 'Buyer' AND s.code IN ('supplier', 'order', 'item'));
INSERT INTO app_setting (name, value) VALUES ('password.min_length', '6'), ('session.idle_minutes', '240');
INSERT INTO app_sequence (code, prefix, padding, next_number) VALUES ('order', 'PO-', 5, 214), ('invoice', 'R-', 6, 1731);
INSERT INTO app_session (user_id, token, started, seen)
    SELECT id, 'token-of-' || login, '2026-11-03 08:00:00', '2026-11-03 08:30:00' FROM app_user WHERE login IN ('wang.fang', 'tom.baker') ORDER BY id;
