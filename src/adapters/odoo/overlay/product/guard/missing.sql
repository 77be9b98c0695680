-- The triggers that are not there, or switched off.
SELECT w.name AS missing
FROM (VALUES
    ('product_product', 'trueup_guard_code_insert'),
    ('product_product', 'trueup_guard_code_update'),
    ('product_template', 'trueup_guard_category_update'),
    ('product_template', 'trueup_guard_kind_update')
) AS w(home, name)
WHERE NOT EXISTS (
    SELECT 1 FROM pg_catalog.pg_trigger t
    WHERE t.tgrelid = to_regclass(w.home) AND t.tgname = w.name AND t.tgenabled IN ('O', 'A')
)
ORDER BY w.name
