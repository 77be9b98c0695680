SELECT s.sequence, s.current + 1 AS "next" FROM view_sequence s
