-- Secrets belong into __Auth, encrypted; here ERPNext leaves stars in their place.
SELECT t.doctype || '.' || t.field AS subject, 'a secret stands among the settings in plain text, and so in every backup' AS detail
FROM "tabSingles" t
JOIN "tabDocField" f ON f.parent = t.doctype AND f.fieldname = t.field AND f.fieldtype = 'Password'
WHERE coalesce(t.value, '') NOT REGEXP '^[*]*$'
