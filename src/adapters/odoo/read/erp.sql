-- The installed modules with their versions, and what modules of the community (auth_session_timeout, password_security) keep as
-- parameters.
SELECT 'module:' || m.name AS name, CASE WHEN m.state = 'installed' THEN COALESCE(m.latest_version, m.state) ELSE m.state END AS value
FROM ir_module_module m
WHERE m.state IN ('installed', 'to upgrade', 'to install', 'to remove')
UNION ALL
SELECT 'version', m.latest_version FROM ir_module_module m WHERE m.name = 'base'
UNION ALL
SELECT 'parameter:' || p.key, p.value
FROM ir_config_parameter p
WHERE p.key IN ('inactive_session_time_out_delay', 'inactive_session_time_out_ignored_url') OR p.key LIKE 'password\_security.%'
