SELECT i.name AS item, i.item_code AS code, g.path AS category, i.item_name AS name, CASE
        WHEN i.has_variants = 1 THEN 'template'
        WHEN i.is_fixed_asset = 1 THEN 'asset'
        WHEN i.is_stock_item = 1 THEN 'goods'
        ELSE 'service'
    END AS kind, CAST(NULL AS char) AS company, i.disabled = 0 AND coalesce(i.end_of_life >= CAST(utc_timestamp() AS date), true) AS active,
    date_format(convert_tz(i.creation, z.zone, '+00:00'), '%Y-%m-%d %H:%i:%s') AS created,
    nullif(concat_ws(', ', nullif(i.brand, ''), nullif(CASE WHEN i.description <> i.item_name AND i.description <> i.item_code THEN i.description END, '')), '') AS specification,
    coalesce(nullif(i.variant_of, ''), CASE WHEN i.has_variants = 1 THEN i.name END) AS family
FROM "tabItem" i
LEFT JOIN view_item_group g ON g.name = i.item_group
CROSS JOIN view_zone z
