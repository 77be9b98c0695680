-- The next number is Workshop's own business and never set back.
SELECT code AS sequence, prefix, suffix, padding, step FROM app_sequence
