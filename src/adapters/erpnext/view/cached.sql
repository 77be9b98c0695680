-- What servers keep by document, and as defaults: up to 15 in hashes.
SELECT 'HDEL' AS command, 'doctype_meta' AS name, w.document AS field FROM view_wanted_permission w
UNION
SELECT 'HDEL', 'defaults', t.login FROM view_touched t
UNION
SELECT 'HDEL', 'defaults', '__default'
FROM (SELECT setting FROM change_setting_insert UNION SELECT setting FROM change_setting_update) c
UNION
SELECT 'HDEL', 'document_naming_rule_map', r.document_type
FROM change_sequence_update c
JOIN view_sequence s ON s.sequence = c.sequence
JOIN "tabDocument Naming Rule" r ON r.name = s.rule
