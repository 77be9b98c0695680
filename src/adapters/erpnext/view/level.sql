SELECT DISTINCT d.name, f.permlevel AS level
FROM view_document d
JOIN "tabDocField" f ON f.parent = d.name
WHERE f.permlevel > 0
UNION
SELECT d.name, c.permlevel
FROM view_document d
JOIN "tabCustom Field" c ON c.dt = d.name
WHERE c.permlevel > 0
