-- What the triggers call. The program hands an error of this SQLSTATE to its client as it is, message first; class 23
-- (integrity) it would take for one of its own constraints, and say something else.
CREATE OR REPLACE FUNCTION trueup.guard_product_category(category integer) RETURNS text
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $body$
    WITH RECURSIVE up (parent, path) AS (
        SELECT c.parent, CAST(c.name AS text) FROM product_category c WHERE c.id = category
        UNION ALL
        SELECT c.parent, c.name || '/' || u.path FROM up u JOIN product_category c ON c.id = u.parent
    )
    SELECT path FROM up WHERE parent IS NULL
$body$;

CREATE OR REPLACE FUNCTION trueup.guard_product() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $body$
DECLARE
    item record;
    products integer[];
    brought text[];
    refusal text;
BEGIN
    IF TG_ARGV[0] = 'code' THEN
        products := ARRAY[NEW.id];
    ELSIF TG_ARGV[0] = 'kind' THEN
        products := ARRAY(SELECT p.id FROM product_product p WHERE p.template = NEW.id ORDER BY p.id);
    ELSE
        -- What was linked and taken away again in the same transaction brings nothing.
        IF NOT EXISTS (SELECT 1 FROM "product_template-product_category" l
                WHERE l.template = NEW.template AND l.category = NEW.category) THEN
            RETURN NULL;
        END IF;
        products := ARRAY(SELECT p.id FROM product_product p WHERE p.template = NEW.template ORDER BY p.id);
        brought := ARRAY[trueup.guard_product_category(NEW.category)];
    END IF;
    -- As they are now, not as they were when the row was written. The template is written first, then categories, then the
    -- code of its variants: until then the code is what the program is about to store.
    FOR item IN
        SELECT t.type AS kind,
            CASE TG_ARGV[0] WHEN 'code' THEN p.code ELSE trim(COALESCE(t.code, '') || COALESCE(p.suffix_code, '')) END AS code,
            ARRAY(
                SELECT trueup.guard_product_category(l.category)
                FROM "product_template-product_category" l WHERE l.template = t.id
            ) AS categories
        FROM product_product p JOIN product_template t ON t.id = p.template
        WHERE p.id = ANY (products)
    LOOP
        refusal := trueup.item_refused(TG_ARGV[0], item.code, item.kind, NULL, item.categories, brought);
        IF refusal IS NOT NULL THEN
            RAISE EXCEPTION USING MESSAGE = refusal, ERRCODE = 'raise_exception';
        END IF;
    END LOOP;
    RETURN NULL;
END
$body$
