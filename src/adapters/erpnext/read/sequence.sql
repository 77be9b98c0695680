SELECT s.sequence, nullif(s.prefix, '') AS prefix, CAST(NULL AS char) AS suffix, s.padding, 1 AS step FROM view_sequence s
