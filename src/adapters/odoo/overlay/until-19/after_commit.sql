-- Up to 18 servers compare the values of these sequences at every request and drop what they keep in memory. A sequence is moved
-- for good at once, so before the commit a server could read the old rows again and never look a second time.
SELECT nextval(CAST(c.oid AS regclass))
FROM pg_catalog.pg_class c
WHERE c.relkind = 'S' AND c.relname ~ '^base_cache_signaling(_(default|groups|templates))?$'
    AND c.relnamespace = (SELECT relnamespace FROM pg_catalog.pg_class WHERE oid = to_regclass('res_users'));
