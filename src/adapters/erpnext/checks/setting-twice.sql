SELECT doctype || '.' || field AS subject, count(*) || ' rows, of which ERPNext takes any' AS detail
FROM "tabSingles"
GROUP BY doctype, field HAVING count(*) > 1
