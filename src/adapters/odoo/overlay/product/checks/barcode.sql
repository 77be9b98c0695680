-- EAN-13: the last digit follows from the others. The program alone keeps barcodes apart (from 16).
SELECT barcode AS subject, 'stands on ' || count(*) || ' products' AS detail
FROM product_product WHERE barcode <> '' GROUP BY barcode HAVING count(*) > 1
UNION ALL
SELECT COALESCE(NULLIF(p.default_code, ''), 'product ' || p.id), 'the check digit of the barcode ' || p.barcode || ' is wrong'
FROM product_product p
WHERE p.barcode ~ '^[0-9]{13}$' AND (
    SELECT (10 - sum(CAST(substr(p.barcode, CAST(i AS integer), 1) AS integer) * CASE WHEN i % 2 = 0 THEN 3 ELSE 1 END) % 10) % 10
    FROM generate_series(1, 12) i
) <> CAST(substr(p.barcode, 13, 1) AS integer)
