-- Companies under their names; the second of the same name gets a number. Before 16 none can be inactive.
SELECT c.id, CAST(c.name || CASE WHEN c.same = 1 THEN '' ELSE ' #' || c.same END AS text) AS company, true AS active
FROM (
    SELECT id, name, row_number() OVER (PARTITION BY name ORDER BY id) AS same FROM res_company
) c
