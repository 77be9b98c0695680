-- The variant's code counts; the template keeps a copy while it has one variant, and searches in lists go by it.
SELECT COALESCE(p.default_code, 'product ' || p.id) AS subject, 'the template says "' || COALESCE(t.default_code, '') || '"' AS detail
FROM product_template t
JOIN product_product p ON p.product_tmpl_id = t.id AND p.active
WHERE COALESCE(t.default_code, '') <> COALESCE(p.default_code, '')
    AND (SELECT count(*) FROM product_product x WHERE x.product_tmpl_id = t.id AND x.active) = 1
