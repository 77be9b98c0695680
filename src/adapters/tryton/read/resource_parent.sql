-- A model also takes the access rows of the models that its access fields point to (sale.line -> sale.sale).
SELECT DISTINCT model AS resource, relation AS parent
FROM view_field f WHERE access AND relation IS NOT NULL AND relation <> '' AND relation <> model
