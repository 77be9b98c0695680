SELECT relname AS name
FROM pg_class
WHERE relkind IN ('r', 'p', 'm', 'v', 'f') AND pg_table_is_visible(oid)
