-- Models. Before 7.2 a link model (its name has a -) may have a table of any name, so of those without one only the known
-- computed ones have none.
SELECT model, name AS title,
    model NOT LIKE '%-%' OR model IN ('product.template-product.category.all', 'product.template-product.category.account')
        AS table_named
FROM ir_model
