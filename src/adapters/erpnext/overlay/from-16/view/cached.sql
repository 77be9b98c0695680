-- What servers keep by document, and as defaults: from 16 each under a key of its own.
SELECT 'DEL' AS command, 'doctype_meta::' || w.document AS name, NULL AS field FROM view_wanted_permission w
UNION
SELECT 'DEL', 'defaults::' || t.login, NULL FROM view_touched t
UNION
SELECT 'DEL', 'defaults::__default', NULL
FROM (SELECT setting FROM change_setting_insert UNION SELECT setting FROM change_setting_update) c
UNION
SELECT 'DEL', 'document_naming_rule_map::' || r.document_type, NULL
FROM change_sequence_update c
JOIN view_sequence s ON s.sequence = c.sequence
JOIN "tabDocument Naming Rule" r ON r.name = s.rule
