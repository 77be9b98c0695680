-- The next number of every sequence that counts; null where this role may not look at the engine's own sequence, which is
-- where ordinary ones count.
SELECT s.sequence, CASE
    WHEN s.type = 'incremental' AND s.strict = 1 THEN s.number_next_internal
    WHEN s.type = 'incremental' AND has_sequence_privilege(to_regclass('ir_sequence_' || s.id), 'SELECT')
        THEN (SELECT c.next FROM view_counter c WHERE c.id = s.id)
    END AS next
FROM view_sequence s
