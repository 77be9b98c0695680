SELECT sequence, prefix, suffix, COALESCE(padding, 0) AS padding, number_increment AS step
FROM view_sequence s
