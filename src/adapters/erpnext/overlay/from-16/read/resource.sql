-- Documents, the levels of their fields above the first, and, for each, the rights on documents that one made oneself. What is not
-- submitted cannot be cancelled or amended either.
SELECT d.name AS resource, d.name AS title, CASE WHEN NOT d.submittable THEN 'select,read,write,create,delete,report,export,import,share,print,email,mask' END AS actions
FROM view_document d
UNION ALL
SELECT d.name || '@owner', d.name || ', own documents', CASE WHEN NOT d.submittable THEN 'select,read,write,create,delete,report,export,import,share,print,email,mask' END
FROM view_document d
UNION ALL
SELECT l.name || '#' || l.level, l.name || ', fields of level ' || l.level, NULL FROM view_level l
UNION ALL
SELECT l.name || '#' || l.level || '@owner', l.name || ', fields of level ' || l.level || ' of own documents', NULL FROM view_level l
