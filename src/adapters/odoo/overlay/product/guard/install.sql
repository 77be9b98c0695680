-- What the triggers call. Odoo shows a violation of this class as its own message, with this text. From 15 to 17 the type of a product
-- stands in a column of its own.
CREATE OR REPLACE FUNCTION trueup.guard_product_category(category integer) RETURNS text
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $body$
    WITH RECURSIVE up (parent, path) AS (
        SELECT c.parent_id, CAST(c.name AS text) FROM product_category c WHERE c.id = category
        UNION ALL
        SELECT c.parent_id, c.name || '/' || u.path FROM up u JOIN product_category c ON c.id = u.parent
    )
    SELECT path FROM up WHERE parent IS NULL
$body$;

CREATE OR REPLACE FUNCTION trueup.guard_product_company(wanted integer) RETURNS text
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $body$
    SELECT f.company FROM (
        SELECT c.id, c.name || CASE WHEN row_number() OVER (PARTITION BY c.name ORDER BY c.id) = 1 THEN ''
            ELSE ' #' || row_number() OVER (PARTITION BY c.name ORDER BY c.id) END AS company
        FROM res_company c
    ) f WHERE f.id = wanted
$body$;

CREATE OR REPLACE FUNCTION trueup.guard_product_refuse(changed text, code text, kind text, company integer,
    category integer) RETURNS void
LANGUAGE plpgsql SET search_path FROM CURRENT AS $body$
DECLARE
    path text := trueup.guard_product_category(category);
    refusal text;
BEGIN
    IF COALESCE(code, '') = '' THEN
        RETURN;
    END IF;
    refusal := trueup.item_refused(changed, code, kind, trueup.guard_product_company(company), ARRAY[path],
        CASE changed WHEN 'category' THEN ARRAY[path] END);
    IF refusal IS NOT NULL THEN
        RAISE EXCEPTION USING MESSAGE = refusal, ERRCODE = 'check_violation', TABLE = 'product_product', CONSTRAINT = 'trueup_guard_code';
    END IF;
END
$body$;

CREATE OR REPLACE FUNCTION trueup.guard_product_code() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $body$
BEGIN
    PERFORM trueup.guard_product_refuse('code', NEW.default_code, COALESCE(to_jsonb(t) ->> 'detailed_type', t.type), t.company_id, t.categ_id)
    FROM product_template t WHERE t.id = NEW.product_tmpl_id;
    RETURN NEW;
END
$body$;

-- The form of a template writes its category and, for its only variant, its code in one step, and the variant after it: what counts
-- is the code that the variant is about to get.
CREATE OR REPLACE FUNCTION trueup.guard_product_template() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $body$
BEGIN
    PERFORM trueup.guard_product_refuse(TG_ARGV[0],
        CASE WHEN NEW.default_code IS DISTINCT FROM OLD.default_code THEN NEW.default_code ELSE p.default_code END,
        COALESCE(to_jsonb(NEW) ->> 'detailed_type', NEW.type), NEW.company_id, NEW.categ_id)
    FROM product_product p WHERE p.product_tmpl_id = NEW.id
    ORDER BY p.id;
    RETURN NEW;
END
$body$
