-- Variants, which carry the codes; name, category, type and company are the template's. What a variant is beyond that are the values
-- of its attributes.
SELECT p.id AS item, NULLIF(p.default_code, '') AS code, c.path AS category, CAST(t.name AS text) AS name, CAST(t.type AS text) AS kind, f.company,
    COALESCE(p.active, false) AS active, p.create_date AS created, v.specification, p.product_tmpl_id AS family
FROM product_product p
JOIN product_template t ON t.id = p.product_tmpl_id
LEFT JOIN view_category c ON c.id = t.categ_id
LEFT JOIN view_firm f ON f.id = t.company_id
LEFT JOIN (
    SELECT n.product_product_id AS id, string_agg(v.name, ', ' ORDER BY v.id) AS specification
    FROM product_variant_combination n
    JOIN product_template_attribute_value a ON a.id = n.product_template_attribute_value_id
    JOIN product_attribute_value v ON v.id = a.product_attribute_value_id
    GROUP BY n.product_product_id
) v ON v.id = p.id
