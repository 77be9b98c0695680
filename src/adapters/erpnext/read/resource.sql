-- Documents, the levels of their fields above the first, and, for each, the rights on documents that one made oneself.
SELECT d.name AS resource, d.name AS title, CAST(NULL AS char) AS actions FROM view_document d
UNION ALL
SELECT d.name || '@owner', d.name || ', own documents', NULL FROM view_document d
UNION ALL
SELECT l.name || '#' || l.level, l.name || ', fields of level ' || l.level, NULL FROM view_level l
UNION ALL
SELECT l.name || '#' || l.level || '@owner', l.name || ', fields of level ' || l.level || ' of own documents', NULL FROM view_level l
