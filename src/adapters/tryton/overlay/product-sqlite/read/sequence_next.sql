-- The next number of every sequence that counts.
SELECT sequence, CASE WHEN type = 'incremental' THEN number_next_internal END AS next
FROM view_sequence s
