SELECT k.sequence AS subject, 'the engine has no sequence behind it: every document that needs a number fails' AS detail
FROM view_number k JOIN view_counter c ON c.id = k.id
WHERE NOT k.ranged AND c.counter IS NULL
