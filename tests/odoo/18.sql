UPDATE ir_module_module SET latest_version = '18.0.1.3' WHERE name = 'base';
-- Modules of the community.
INSERT INTO ir_module_module (name, state, latest_version)
VALUES ('auth_session_timeout', 'installed', '18.0.1.0'), ('password_security', 'installed', '18.0.1.0');
INSERT INTO ir_config_parameter (key, value) VALUES ('inactive_session_time_out_delay', '7200'), ('password_security.expiration_days', '60');
