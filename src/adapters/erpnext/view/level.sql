SELECT d.name, f.permlevel AS level
FROM view_document d
JOIN "tabDocField" f ON f.parent = d.name
WHERE f.permlevel > 0
UNION
SELECT d.name, c.permlevel
FROM view_document d
JOIN "tabCustom Field" c ON c.dt = d.name
WHERE c.permlevel > 0
UNION
SELECT p.document, p.level FROM view_custom_row p WHERE p.level > 0
UNION
SELECT p.document, p.level FROM view_standard_row p WHERE p.level > 0
