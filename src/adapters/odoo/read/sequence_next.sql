-- Null where each range of dates counts by itself, and where this role may not look at the engine's own sequence.
SELECT s.sequence, CASE WHEN s.ranged THEN NULL WHEN s.implementation = 'standard' THEN c.next ELSE s.number_next END AS next
FROM view_number s
LEFT JOIN view_counter c ON c.id = s.id
