-- A slice of a database of Odoo 18, written for the tests: the tables and columns that the adapter meets, with what must not be empty
-- and what must be unique, and a small company that does not exist. 14.sql … 19.sql make other versions of it.

CREATE TABLE ir_module_category (id serial PRIMARY KEY, name jsonb NOT NULL, parent_id integer);
CREATE TABLE ir_module_module (
    id serial PRIMARY KEY, name varchar NOT NULL UNIQUE, state varchar, latest_version varchar, create_date timestamp, write_date timestamp
);
CREATE TABLE ir_config_parameter (
    id serial PRIMARY KEY, key varchar NOT NULL UNIQUE, value text NOT NULL, create_uid integer, write_uid integer,
    create_date timestamp, write_date timestamp
);
CREATE TABLE ir_model (id serial PRIMARY KEY, model varchar NOT NULL UNIQUE, name jsonb NOT NULL, transient boolean);
CREATE TABLE ir_model_data (
    id serial PRIMARY KEY, module varchar NOT NULL, name varchar NOT NULL, model varchar NOT NULL, res_id integer,
    noupdate boolean DEFAULT false, create_uid integer, write_uid integer,
    create_date timestamp DEFAULT (now() AT TIME ZONE 'UTC'), write_date timestamp DEFAULT (now() AT TIME ZONE 'UTC'),
    CONSTRAINT ir_model_data_name_nospaces CHECK (name NOT LIKE '% %'), UNIQUE (module, name)
);
CREATE INDEX ir_model_data_model_res_id ON ir_model_data (model, res_id);
CREATE TABLE res_lang (id serial PRIMARY KEY, name varchar NOT NULL, code varchar NOT NULL UNIQUE, active boolean);
CREATE TABLE res_partner (
    id serial PRIMARY KEY, name varchar, complete_name varchar, company_id integer, parent_id integer REFERENCES res_partner (id),
    commercial_partner_id integer REFERENCES res_partner (id), commercial_company_name varchar, company_name varchar, email varchar,
    email_normalized varchar, phone varchar, lang varchar, tz varchar, type varchar, active boolean, is_company boolean, employee boolean,
    partner_share boolean, color integer, message_bounce integer, autopost_bills varchar NOT NULL, comment text, create_uid integer,
    write_uid integer, create_date timestamp, write_date timestamp,
    CONSTRAINT res_partner_check_name CHECK ((type = 'contact' AND name IS NOT NULL) OR type <> 'contact')
);
CREATE TABLE res_company (
    id serial PRIMARY KEY, name varchar NOT NULL UNIQUE, partner_id integer NOT NULL REFERENCES res_partner (id), parent_id integer,
    parent_path varchar, active boolean, currency_id integer NOT NULL, create_uid integer, write_uid integer, write_date timestamp,
    po_double_validation varchar, po_double_validation_amount numeric, po_lock varchar, fiscalyear_lock_date date, tax_lock_date date,
    sale_lock_date date, purchase_lock_date date, hard_lock_date date
);
ALTER TABLE res_partner ADD FOREIGN KEY (company_id) REFERENCES res_company (id);
CREATE TABLE res_users (
    id serial PRIMARY KEY, company_id integer NOT NULL REFERENCES res_company (id),
    partner_id integer NOT NULL REFERENCES res_partner (id) ON DELETE RESTRICT, active boolean DEFAULT true, create_date timestamp,
    login varchar NOT NULL, password varchar, action_id integer, create_uid integer, write_uid integer, write_date timestamp,
    signature text, share boolean, notification_type varchar NOT NULL, odoobot_state varchar, totp_secret varchar, tour_enabled boolean,
    CONSTRAINT res_users_login_key UNIQUE (login),
    CONSTRAINT res_users_notification_type CHECK (notification_type = 'email' OR NOT share)
);
CREATE TABLE res_company_users_rel (
    cid integer NOT NULL REFERENCES res_company (id) ON DELETE CASCADE, user_id integer NOT NULL REFERENCES res_users (id) ON DELETE CASCADE,
    PRIMARY KEY (cid, user_id)
);
CREATE TABLE res_groups (
    id serial PRIMARY KEY, name jsonb NOT NULL, category_id integer REFERENCES ir_module_category (id) ON DELETE SET NULL, color integer,
    comment jsonb, share boolean, api_key_duration double precision, create_uid integer, write_uid integer, create_date timestamp,
    write_date timestamp, CONSTRAINT res_groups_name_uniq UNIQUE (category_id, name)
);
CREATE TABLE res_groups_users_rel (
    gid integer NOT NULL REFERENCES res_groups (id) ON DELETE CASCADE, uid integer NOT NULL REFERENCES res_users (id) ON DELETE CASCADE,
    PRIMARY KEY (gid, uid)
);
CREATE TABLE res_groups_implied_rel (
    gid integer NOT NULL REFERENCES res_groups (id) ON DELETE CASCADE, hid integer NOT NULL REFERENCES res_groups (id) ON DELETE CASCADE,
    PRIMARY KEY (gid, hid)
);
CREATE TABLE ir_model_access (
    id serial PRIMARY KEY, name varchar NOT NULL, active boolean, model_id integer NOT NULL REFERENCES ir_model (id) ON DELETE CASCADE,
    group_id integer REFERENCES res_groups (id) ON DELETE RESTRICT, perm_read boolean, perm_write boolean, perm_create boolean,
    perm_unlink boolean, create_uid integer, write_uid integer, create_date timestamp, write_date timestamp
);
CREATE TABLE ir_rule (
    id serial PRIMARY KEY, name varchar, active boolean, model_id integer NOT NULL REFERENCES ir_model (id) ON DELETE CASCADE,
    domain_force text, perm_read boolean, perm_write boolean, perm_create boolean, perm_unlink boolean, global boolean, create_uid integer,
    write_uid integer, create_date timestamp, write_date timestamp,
    CONSTRAINT ir_rule_no_access_rights CHECK (perm_read <> false OR perm_write <> false OR perm_create <> false OR perm_unlink <> false)
);
CREATE TABLE rule_group_rel (
    rule_group_id integer NOT NULL REFERENCES ir_rule (id) ON DELETE CASCADE,
    group_id integer NOT NULL REFERENCES res_groups (id) ON DELETE RESTRICT, PRIMARY KEY (rule_group_id, group_id)
);
CREATE TABLE res_users_apikeys (
    id serial PRIMARY KEY, name varchar NOT NULL, user_id integer NOT NULL REFERENCES res_users (id) ON DELETE CASCADE, scope varchar,
    expiration_date timestamp, index varchar CHECK (char_length(index) = 8), key varchar, create_date timestamp DEFAULT (now() AT TIME ZONE 'utc')
);
CREATE TABLE auth_totp_device (LIKE res_users_apikeys INCLUDING DEFAULTS);
CREATE TABLE auth_passkey_key (id serial PRIMARY KEY, name varchar NOT NULL, create_uid integer, create_date timestamp);
CREATE TABLE res_users_log (id serial PRIMARY KEY, create_uid integer, write_uid integer, create_date timestamp, write_date timestamp);
CREATE TABLE res_device_log (
    id serial PRIMARY KEY, user_id integer, session_identifier varchar NOT NULL, ip_address varchar, revoked boolean,
    first_activity timestamp, last_activity timestamp
);
CREATE TABLE ir_sequence (
    id serial PRIMARY KEY, name varchar NOT NULL, code varchar, implementation varchar NOT NULL, active boolean, prefix varchar, suffix varchar,
    number_next integer NOT NULL, number_increment integer NOT NULL, padding integer NOT NULL, company_id integer,
    use_date_range boolean, create_uid integer, write_uid integer, create_date timestamp, write_date timestamp
);
CREATE TABLE ir_sequence_date_range (
    id serial PRIMARY KEY, sequence_id integer NOT NULL, date_from date NOT NULL, date_to date NOT NULL, number_next integer NOT NULL
);
CREATE TABLE ir_ui_menu (id serial PRIMARY KEY, name jsonb NOT NULL, parent_id integer, parent_path varchar);
CREATE TABLE product_category (id serial PRIMARY KEY, name varchar NOT NULL, complete_name varchar, parent_id integer, parent_path varchar);
CREATE TABLE product_template (
    id serial PRIMARY KEY, name jsonb NOT NULL, type varchar NOT NULL, default_code varchar, categ_id integer NOT NULL, company_id integer,
    active boolean, uom_id integer NOT NULL
);
CREATE TABLE product_product (
    id serial PRIMARY KEY, product_tmpl_id integer NOT NULL REFERENCES product_template (id) ON DELETE CASCADE, default_code varchar,
    barcode varchar, active boolean, combination_indices varchar, create_date timestamp, write_date timestamp
);
CREATE TABLE product_attribute_value (id serial PRIMARY KEY, name jsonb NOT NULL);
CREATE TABLE product_template_attribute_value (id serial PRIMARY KEY, product_attribute_value_id integer NOT NULL);
CREATE TABLE product_variant_combination (product_product_id integer NOT NULL, product_template_attribute_value_id integer NOT NULL);
CREATE TABLE stock_location (id serial PRIMARY KEY, name varchar NOT NULL, location_id integer, parent_path varchar);
CREATE TABLE hr_employee (id serial PRIMARY KEY, name varchar, user_id integer, active boolean, departure_date date);
-- Business that the adapter has nothing to do with.
CREATE TABLE purchase_order (id serial PRIMARY KEY, name varchar, user_id integer, amount numeric);
CREATE TABLE account_move (id serial PRIMARY KEY, name varchar, date date);
CREATE TABLE mail_message (id serial PRIMARY KEY, body text, author_id integer);

CREATE SEQUENCE base_registry_signaling;
CREATE SEQUENCE base_cache_signaling_default;
CREATE SEQUENCE base_cache_signaling_groups;
CREATE SEQUENCE base_cache_signaling_templates;
CREATE SEQUENCE base_cache_signaling_assets;
CREATE SEQUENCE base_cache_signaling_routing;

-- What follows is the same in every version, whatever the type of a name.
CREATE FUNCTION pg_temp.en(words text) RETURNS jsonb LANGUAGE sql AS $$ SELECT jsonb_build_object('en_US', words) $$;
CREATE FUNCTION pg_temp.xmlid(full_name text) RETURNS integer LANGUAGE sql AS $$
    SELECT res_id FROM ir_model_data WHERE module = split_part(full_name, '.', 1) AND name = split_part(full_name, '.', 2)
$$;

INSERT INTO ir_module_module (name, state, latest_version)
SELECT m, 'installed', '18.0.1.0'
FROM unnest(ARRAY['base', 'web', 'product', 'purchase', 'stock', 'hr', 'mail', 'auth_totp', 'auth_password_policy', 'auth_signup']) m;
INSERT INTO ir_module_module (name, state) VALUES ('crm', 'uninstalled');
INSERT INTO ir_config_parameter (key, value) VALUES
    ('database.uuid', '5a3f1c1e-0000-4000-8000-00000f7a5e01'), ('database.secret', 'never read'), ('auth_password_policy.minlength', '8'),
    ('base.login_cooldown_after', '10'), ('auth_signup.reset_password', 'True'), ('base.template_portal_user_id', '5');
INSERT INTO res_lang (name, code, active) VALUES ('English (US)', 'en_US', true), ('Chinese', 'zh_CN', true), ('Norwegian', 'nb_NO', false);

INSERT INTO res_partner (name, complete_name, is_company, type, active, autopost_bills)
VALUES ('Fjordwerk Fittings', 'Fjordwerk Fittings', true, 'contact', true, 'ask'),
    ('Fjordwerk Service', 'Fjordwerk Service', true, 'contact', true, 'ask');
INSERT INTO res_company (name, partner_id, parent_path, active, currency_id, po_double_validation, po_double_validation_amount, po_lock)
VALUES ('Fjordwerk Fittings', 1, '1/', true, 1, 'one_step', 5000.00, 'edit'), ('Fjordwerk Service', 2, '2/', true, 1, 'one_step', 5000.00, 'edit');

WITH people (id, login, name, active, share, inside) AS (VALUES
    (1, '__system__', 'OdooBot', false, false, true), (2, 'admin', 'Administrator', true, false, true),
    (3, 'default', 'Default User Template', false, false, false), (4, 'public', 'Public user', false, true, false),
    (5, 'portaltemplate', 'Portal User Template', false, true, false),
    (6, 'ada.lindgren', 'Ada Lindgren', true, false, true), (7, 'bo.hansen', 'Bo Hansen', true, false, true),
    (8, 'cora.wu', '吴可', true, false, true), (9, 'dag.moen', 'Dag Moen', true, false, true),
    (10, 'eli.berg', 'Eli Berg', true, false, true), (11, 'svc-scan', 'Scanner', true, false, true),
    (12, 'shop@havblikk.example', 'Havblikk AS', true, true, false)),
partner AS (
    INSERT INTO res_partner (id, name, complete_name, email, email_normalized, type, active, is_company, lang, commercial_partner_id,
        partner_share, color, autopost_bills, create_date)
    SELECT id + 100, name, name, CASE WHEN id > 5 THEN split_part(login, '@', 1) || '@fjordwerk.example' END,
        CASE WHEN id > 5 THEN split_part(login, '@', 1) || '@fjordwerk.example' END, 'contact', active, false, 'en_US', id + 100, NOT inside,
        0, 'ask', now() AT TIME ZONE 'UTC'
    FROM people
)
INSERT INTO res_users (id, login, password, active, share, partner_id, company_id, notification_type, create_uid, create_date)
SELECT id, login, CASE WHEN active THEN '$pbkdf2-sha512$600000$c2FsdA$c3Vt' END, active, share, id + 100, 1, 'email', 1, now() AT TIME ZONE 'UTC'
FROM people;
INSERT INTO res_partner (name, complete_name, type, active, parent_id, autopost_bills)
VALUES ('Bo at home', 'Bo Hansen, Bo at home', 'contact', true, 107, 'ask');
SELECT setval('res_users_id_seq', 12), setval('res_partner_id_seq', 200);
INSERT INTO ir_model_data (module, name, model, res_id, noupdate) VALUES
    ('base', 'user_root', 'res.users', 1, true), ('base', 'user_admin', 'res.users', 2, true), ('base', 'default_user', 'res.users', 3, true),
    ('base', 'public_user', 'res.users', 4, true), ('base', 'template_portal_user_id', 'res.users', 5, true),
    ('base', 'main_company', 'res.company', 1, true);
INSERT INTO res_company_users_rel (cid, user_id) SELECT 1, id FROM res_users UNION ALL SELECT 2, id FROM res_users WHERE id IN (1, 7, 9);

INSERT INTO ir_module_category (name) SELECT pg_temp.en(n) FROM unnest(ARRAY['User types', 'Administration', 'Purchase', 'Inventory', 'Technical', 'Employees']) n;
WITH shipped (id, key, title, category) AS (VALUES
    (1, 'base.group_user', 'Internal User', 1), (2, 'base.group_portal', 'Portal', 1), (3, 'base.group_public', 'Public', 1),
    (4, 'base.group_erp_manager', 'Access Rights', 2), (5, 'base.group_system', 'Settings', 2),
    (6, 'purchase.group_purchase_user', 'User', 3), (7, 'purchase.group_purchase_manager', 'Administrator', 3),
    (8, 'stock.group_stock_user', 'User', 4), (9, 'stock.group_stock_manager', 'Administrator', 4),
    (10, 'base.group_no_one', 'Technical Features', 5), (11, 'product.group_product_variant', 'Manage Product Variants', 5),
    (12, 'mail.group_mail_notification_type_inbox', 'Receive notifications in Odoo', 5),
    (21, 'hr.group_hr_user', 'Officer', 6), (22, 'hr.group_hr_manager', 'Administrator', 6), (23, 'stock.group_lot', 'Lots', 5),
    (24, 'stock.group_packages', 'Packages', 5), (25, 'stock.group_owner', 'Owners', 5), (26, 'purchase.group_warning', 'Warnings', 5),
    (27, 'purchase.group_reminder', 'Reminders', 5), (28, 'product.group_packaging', 'Packagings', 5),
    (29, 'product.group_pricelist', 'Price lists', 5), (30, 'base.group_multi_company', 'Multi Companies', 5),
    (31, 'base.group_multi_currency', 'Multi Currencies', 5), (32, 'base.group_allow_export', 'Export', 5),
    (33, 'base.group_partner_manager', 'Contact Creation', 5), (34, 'mail.group_editor', 'Template Editor', 5),
    (35, 'hr.group_skills', 'Skills', 5), (36, 'stock.group_routes', 'Routes', 5)),
made AS (INSERT INTO res_groups (id, name, category_id, share) SELECT id, pg_temp.en(title), category, false FROM shipped)
INSERT INTO ir_model_data (module, name, model, res_id, noupdate)
SELECT split_part(key, '.', 1), split_part(key, '.', 2), 'res.groups', id, false FROM shipped;
INSERT INTO res_groups (id, name, share) VALUES (20, pg_temp.en('Night shift'), false);
SELECT setval('res_groups_id_seq', 40);
INSERT INTO res_groups_implied_rel (gid, hid) VALUES (4, 1), (5, 4), (6, 1), (7, 6), (8, 1), (9, 8), (1, 10), (1, 11), (21, 1), (22, 21), (20, 23), (20, 24), (20, 25);
INSERT INTO res_groups_users_rel (uid, gid)
WITH RECURSIVE given (uid, gid) AS (
    SELECT * FROM (VALUES (1, 5), (2, 5), (2, 7), (2, 9), (3, 1), (4, 3), (5, 2), (6, 6), (7, 7), (7, 8), (8, 8), (8, 20), (9, 5),
        (10, 6), (10, 9), (11, 8), (12, 2), (1, 30), (7, 30), (9, 30)) AS g(uid, gid)
    UNION
    SELECT g.uid, r.hid FROM given g JOIN res_groups_implied_rel r ON r.gid = g.gid
)
SELECT uid, gid FROM given;

INSERT INTO ir_model (model, name) SELECT m, pg_temp.en(initcap(replace(m, '.', ' ')))
FROM unnest(ARRAY['res.partner', 'res.users', 'res.groups', 'ir.model.access', 'ir.rule', 'product.template', 'product.product',
    'purchase.order', 'stock.move', 'account.move', 'ir.sequence']) m;
WITH given (key, model, gid, r, w, c, u, on_by_default) AS (VALUES
    ('base.access_res_partner_all', 'res.partner', CAST(NULL AS integer), true, false, false, false, true),
    ('base.access_res_partner_user', 'res.partner', 1, true, true, true, false, true),
    ('base.access_res_users_user', 'res.users', 1, true, false, false, false, true),
    ('base.access_res_users_erp_manager', 'res.users', 4, true, true, true, true, true),
    ('base.access_res_groups_erp_manager', 'res.groups', 4, true, true, true, true, true),
    ('base.access_ir_model_access_erp_manager', 'ir.model.access', 4, true, true, true, true, true),
    ('base.access_ir_rule_none', 'ir.rule', 1, false, false, false, false, true),
    ('product.access_product_template_user', 'product.template', 1, true, false, false, false, true),
    ('product.access_product_product_user', 'product.product', 1, true, false, false, false, true),
    ('purchase.access_purchase_order_user', 'purchase.order', 6, true, true, true, true, true),
    ('purchase.access_purchase_order_user_more', 'purchase.order', 6, true, false, false, false, true),
    ('purchase.access_purchase_order_manager', 'purchase.order', 7, true, true, true, true, true),
    ('purchase.access_account_move', 'account.move', 6, true, true, true, false, true),
    ('stock.access_stock_move_user', 'stock.move', 8, true, true, true, true, true),
    ('stock.access_stock_move_manager', 'stock.move', 9, true, true, true, true, true),
    ('stock.access_purchase_order_off', 'purchase.order', 8, true, false, false, false, false)),
numbered AS (SELECT row_number() OVER () AS id, given.* FROM given),
made AS (
    INSERT INTO ir_model_access (id, name, model_id, group_id, active, perm_read, perm_write, perm_create, perm_unlink)
    SELECT n.id, split_part(n.key, '.', 2), m.id, n.gid, n.on_by_default, n.r, n.w, n.c, n.u FROM numbered n JOIN ir_model m ON m.model = n.model
)
INSERT INTO ir_model_data (module, name, model, res_id) SELECT split_part(key, '.', 1), split_part(key, '.', 2), 'ir.model.access', id FROM numbered;
SELECT setval('ir_model_access_id_seq', 100);

WITH given (id, key, name, model, domain, r, w, c, u, for_all, kept) AS (VALUES
    (1, 'base.res_partner_rule', 'res.partner company', 'res.partner', '[(''company_id'', ''in'', company_ids + [False])]', true, true, true, true, true, true),
    (2, 'base.res_users_own', 'own user', 'res.users', '[(''id'', ''='', user.id)]', false, true, false, false, false, true),
    (3, 'purchase.purchase_order_own', 'own orders', 'purchase.order', '[(''user_id'', ''='', user.id)]', true, true, true, true, false, true),
    (4, 'purchase.purchase_order_all', 'all orders', 'purchase.order', '[(1, ''='', 1)]', true, true, true, true, false, true),
    (5, 'stock.stock_move_rule', 'moves of the night', 'stock.move', '[(''night'', ''='', True)]', true, false, false, false, false, true)),
made AS (
    INSERT INTO ir_rule (id, name, model_id, domain_force, active, perm_read, perm_write, perm_create, perm_unlink, global)
    SELECT g.id, g.name, m.id, g.domain, true, g.r, g.w, g.c, g.u, g.for_all FROM given g JOIN ir_model m ON m.model = g.model
)
INSERT INTO ir_model_data (module, name, model, res_id, noupdate)
SELECT split_part(key, '.', 1), split_part(key, '.', 2), 'ir.rule', id, kept FROM given;
SELECT setval('ir_rule_id_seq', 5);
INSERT INTO rule_group_rel (rule_group_id, group_id) VALUES (2, 1), (2, 2), (3, 6), (4, 7), (5, 8), (5, 20);

INSERT INTO ir_sequence (name, code, implementation, prefix, number_next, number_increment, padding, company_id, active, use_date_range) VALUES
    ('Purchase Order', 'purchase.order', 'standard', 'P', 1, 1, 5, NULL, true, false),
    ('Fittings', 'item.fitting', 'standard', 'FI-', 1, 1, 5, 1, true, false),
    ('Fittings', 'item.fitting', 'standard', 'FS-', 1, 1, 5, 2, true, false),
    ('Receipts', NULL, 'no_gap', 'WH/IN/%(year)s/', 7, 1, 5, 1, true, NULL),
    ('Scrap', 'stock.scrap', 'standard', 'SP/', 1, 1, 5, 1, true, true);
CREATE SEQUENCE ir_sequence_001;
CREATE SEQUENCE ir_sequence_002;
CREATE SEQUENCE ir_sequence_003;
CREATE SEQUENCE ir_sequence_005;
CREATE SEQUENCE ir_sequence_005_001;
INSERT INTO ir_sequence_date_range (sequence_id, date_from, date_to, number_next) VALUES (5, '2026-01-01', '2026-12-31', 1);
SELECT nextval('ir_sequence_001'), setval('ir_sequence_002', 3);

INSERT INTO ir_ui_menu (id, name, parent_id, parent_path) VALUES (1, pg_temp.en('Purchase'), NULL, '1/'), (2, pg_temp.en('Orders'), 1, '1/2/');
INSERT INTO stock_location (id, name, location_id, parent_path) VALUES (1, 'WH', NULL, '1/'), (2, 'Stock', 1, '1/2/');
INSERT INTO product_category (id, name, complete_name, parent_id, parent_path) VALUES
    (1, 'All', 'All', NULL, '1/'), (2, 'Fittings', 'All / Fittings', 1, '1/2/'), (3, 'Brass', 'All / Fittings / Brass', 2, '1/2/3/'),
    (4, '服务', 'All / 服务', 1, '1/4/');
INSERT INTO product_template (id, name, type, default_code, categ_id, company_id, active, uom_id) VALUES
    (1, pg_temp.en('Elbow 1/2"'), 'consu', 'FI-00001', 3, NULL, true, 1), (2, pg_temp.en('Tee 3/4"'), 'consu', 'FI-00002', 2, 1, true, 1),
    (3, pg_temp.en('Calibration'), 'service', 'SV-00001', 4, NULL, true, 1), (4, pg_temp.en('Hose'), 'consu', NULL, 2, NULL, true, 1);
INSERT INTO product_product (id, product_tmpl_id, default_code, barcode, active, create_date) VALUES
    (1, 1, 'FI-00001', '4006381333931', true, '2026-01-05'), (2, 2, 'FI-00002', NULL, true, '2026-01-05'), (3, 3, 'SV-00001', NULL, true, '2026-01-05'),
    (4, 4, 'FI-00003', NULL, true, '2026-01-05'), (5, 4, 'FI-00004', NULL, true, '2026-01-05'), (6, 4, NULL, NULL, false, '2026-01-05');
SELECT setval('product_product_id_seq', 50), setval('product_template_id_seq', 50), setval('product_category_id_seq', 50);
INSERT INTO product_attribute_value (id, name) VALUES (1, pg_temp.en('1 m')), (2, pg_temp.en('2 m'));
INSERT INTO product_template_attribute_value (id, product_attribute_value_id) VALUES (1, 1), (2, 2);
INSERT INTO product_variant_combination VALUES (4, 1), (5, 2);
INSERT INTO hr_employee (name, user_id, active) VALUES ('Ada Lindgren', 6, true), ('Eli Berg', 10, true);
INSERT INTO res_users_log (create_uid, create_date) VALUES (6, now() AT TIME ZONE 'UTC'), (7, now() AT TIME ZONE 'UTC');
INSERT INTO res_device_log (user_id, session_identifier, first_activity, last_activity) VALUES (6, 'never shown', now(), now());
INSERT INTO purchase_order (name, user_id, amount) VALUES ('P00001', 6, 120.5);
INSERT INTO mail_message (body, author_id) VALUES ('Hello', 106);
