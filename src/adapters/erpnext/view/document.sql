-- Documents that permissions are looked up for; rows of tables inside documents have none of their own.
SELECT d.name, d.name IN ('DocType', 'DocField', 'DocPerm', 'Custom DocPerm') AS fixed, d.is_submittable = 1 AS submittable
FROM "tabDocType" d
WHERE d.istable = 0
