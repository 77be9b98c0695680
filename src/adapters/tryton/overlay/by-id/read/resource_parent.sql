-- A model also takes the access rows of the models that its access fields point to (sale.line -> sale.sale).
SELECT DISTINCT m.model AS resource, f.relation AS parent
FROM ir_model_field f JOIN ir_model m ON m.id = f.model
WHERE f.access AND f.relation IS NOT NULL AND f.relation <> '' AND f.relation <> m.model
