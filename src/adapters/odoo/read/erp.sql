-- The installed modules with their versions.
SELECT 'module:' || m.name AS name, CASE WHEN m.state = 'installed' THEN COALESCE(m.latest_version, m.state) ELSE m.state END AS value
FROM ir_module_module m
WHERE m.state IN ('installed', 'to upgrade', 'to install', 'to remove')
UNION ALL
SELECT 'version', m.latest_version FROM ir_module_module m WHERE m.name = 'base'
