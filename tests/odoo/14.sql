-- Names are text, translations have a table, accounts have fewer columns, one sequence tells servers of everything.
CREATE TABLE ir_translation (
    id serial PRIMARY KEY, name varchar NOT NULL, type varchar, lang varchar, res_id integer, src text, value text, module varchar, state varchar
);
ALTER TABLE res_groups ALTER name TYPE varchar USING name ->> 'en_US', ALTER comment TYPE text USING comment ->> 'en_US', DROP api_key_duration;
ALTER TABLE ir_module_category ALTER name TYPE varchar USING name ->> 'en_US';
ALTER TABLE ir_model ALTER name TYPE varchar USING name ->> 'en_US';
ALTER TABLE ir_ui_menu ALTER name TYPE varchar USING name ->> 'en_US';
ALTER TABLE product_template ALTER name TYPE varchar USING name ->> 'en_US';
ALTER TABLE product_attribute_value ALTER name TYPE varchar USING name ->> 'en_US';
ALTER TABLE res_partner RENAME complete_name TO display_name;
ALTER TABLE res_partner DROP autopost_bills;
ALTER TABLE res_company DROP active, DROP parent_path;
ALTER TABLE res_users DROP tour_enabled, DROP CONSTRAINT res_users_notification_type;
ALTER TABLE res_users_apikeys DROP expiration_date;
ALTER TABLE auth_totp_device DROP expiration_date;
ALTER TABLE product_product ADD CONSTRAINT product_product_barcode_uniq UNIQUE (barcode);
DROP TABLE res_device_log, auth_passkey_key;
DROP SEQUENCE base_cache_signaling_default, base_cache_signaling_groups, base_cache_signaling_templates, base_cache_signaling_assets,
    base_cache_signaling_routing;
CREATE SEQUENCE base_cache_signaling;
UPDATE product_template SET type = 'product' WHERE type = 'consu';
UPDATE res_users SET password = '$pbkdf2-sha512$25000$c2FsdA$c3Vt' WHERE password IS NOT NULL;
UPDATE ir_module_module SET latest_version = '14.0.1.0' WHERE state = 'installed';
INSERT INTO ir_translation (name, type, lang, res_id, src, value) VALUES ('res.groups,name', 'model', 'zh_CN', 20, 'Night shift', '夜班');
ALTER TABLE res_company RENAME sale_lock_date TO period_lock_date;
ALTER TABLE res_company DROP purchase_lock_date, DROP hard_lock_date;
-- Modules of the community.
INSERT INTO ir_module_module (name, state, latest_version)
VALUES ('auth_session_timeout', 'installed', '14.0.1.0'), ('password_security', 'installed', '14.0.1.0');
INSERT INTO ir_config_parameter (key, value) VALUES ('inactive_session_time_out_delay', '7200');
ALTER TABLE res_company ADD password_expiration integer DEFAULT 60, ADD password_length integer DEFAULT 12, ADD password_lower integer DEFAULT 1,
    ADD password_upper integer DEFAULT 1, ADD password_numeric integer DEFAULT 1, ADD password_special integer DEFAULT 1,
    ADD password_history integer DEFAULT 30, ADD password_minimum integer DEFAULT 24;
