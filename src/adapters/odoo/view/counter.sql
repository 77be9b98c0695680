-- What ordinary sequences count with: sequences of the engine, and the number that each gives next; null where this role may not
-- look.
SELECT s.id, to_regclass(s.counter) AS counter,
    CASE WHEN to_regclass(s.counter) IS NOT NULL AND has_sequence_privilege(to_regclass(s.counter), 'SELECT')
        THEN CAST(CAST((xpath('/row/next/text()', query_to_xml(format(
            'SELECT CASE WHEN s.is_called THEN s.last_value + q.seqincrement ELSE s.last_value END AS next FROM %s s, pg_catalog.pg_sequence q WHERE q.seqrelid = %s',
            to_regclass(s.counter), CAST(CAST(to_regclass(s.counter) AS oid) AS text)), false, true, '')))[1] AS text) AS bigint) END AS next
FROM (
    SELECT i.id, 'ir_sequence_' || CASE WHEN i.id < 1000 THEN lpad(CAST(i.id AS text), 3, '0') ELSE CAST(i.id AS text) END AS counter
    FROM ir_sequence i WHERE i.implementation = 'standard'
) s
