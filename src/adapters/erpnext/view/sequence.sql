-- Naming rules of documents, and the series, whose name is what stands before the number.
SELECT 'rule:' || r.document_type || ':' || r.name AS sequence, r.name AS rule, CAST(NULL AS char) AS series, r.prefix, r.prefix_digits AS padding, r.counter AS current
FROM "tabDocument Naming Rule" r
UNION ALL
SELECT 'series:' || s.name, NULL, s.name, s.name, NULL, s.current
FROM "tabSeries" s
