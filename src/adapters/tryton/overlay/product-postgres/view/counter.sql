-- What ordinary sequences count with: sequences of the engine, and the number that each gives next.
SELECT id, to_regclass('ir_sequence_' || id) AS counter,
    CASE WHEN type = 'incremental' THEN CAST(CAST((xpath('/row/next/text()', query_to_xml(format(
        'SELECT CASE WHEN is_called THEN last_value + %s ELSE last_value END AS next FROM %s', number_increment,
        to_regclass('ir_sequence_' || id)), false, true, '')))[1] AS text) AS bigint) END AS next
FROM ir_sequence
