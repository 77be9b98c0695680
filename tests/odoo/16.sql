ALTER TABLE res_groups DROP api_key_duration;
ALTER TABLE res_partner RENAME complete_name TO display_name;
ALTER TABLE res_partner DROP autopost_bills;
ALTER TABLE res_company DROP parent_path;
ALTER TABLE res_users DROP tour_enabled;
ALTER TABLE res_users_apikeys DROP expiration_date;
ALTER TABLE auth_totp_device DROP expiration_date;
ALTER TABLE product_template RENAME type TO detailed_type;
ALTER TABLE product_template ADD type varchar;
UPDATE product_template SET type = CASE detailed_type WHEN 'service' THEN 'service' ELSE 'product' END;
UPDATE product_template SET detailed_type = 'product' WHERE detailed_type = 'consu';
DROP TABLE res_device_log, auth_passkey_key;
DROP SEQUENCE base_cache_signaling_default, base_cache_signaling_groups, base_cache_signaling_templates, base_cache_signaling_assets,
    base_cache_signaling_routing;
CREATE SEQUENCE base_cache_signaling;
UPDATE ir_module_module SET latest_version = '16.0.1.0' WHERE state = 'installed';
UPDATE res_groups SET name = name || '{"zh_CN": "夜班"}' WHERE id = 20;
ALTER TABLE res_company RENAME sale_lock_date TO period_lock_date;
ALTER TABLE res_company DROP purchase_lock_date, DROP hard_lock_date;
