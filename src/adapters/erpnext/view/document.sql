-- Documents that permissions are looked up for; rows of tables inside documents have none of their own.
SELECT d.name, d.name IN ('DocType', 'DocField', 'DocPerm', 'Custom DocPerm') AS fixed
FROM "tabDocType" d
WHERE d.istable = 0
