-- Holds the code of an item against the rules in the table item_guard. These functions know no ERP: the adapter's
-- triggers call item_refused with what they know of an item. The forms of a rule are described in src/items/guard.rs.

-- The check characters for the characters that count, all of them digits or letters from A to Z.
CREATE OR REPLACE FUNCTION trueup.item_check_characters(kind text, counted text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT AS $body$
DECLARE
  alphabet CONSTANT text := '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*';
  dihedral CONSTANT text := '0123456789123406789523401789563401289567401239567859876043216598710432765982104387659321049876543210';
  permuted CONSTANT text[] := ARRAY['1576283094', '5803796142', '8916043527', '9453126870', '4286573901', '2793806415',
    '7046913258', '0123456789'];
  quasigroup CONSTANT text := '0317598642709215486342068713591750983426612304597836742095815869720134894536201794386172052581436790';
  plain text := translate(counted, 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ');
  size integer := length(plain);
  sum integer := 0;
  modulus integer;
  value integer;
BEGIN
  IF kind IN ('iso7064-mod11-10', 'iso7064-mod37-36') THEN
    modulus := CASE kind WHEN 'iso7064-mod11-10' THEN 10 ELSE 36 END;
    sum := modulus;
  ELSIF kind IN ('iso7064-mod11-2', 'iso7064-mod37-2') THEN
    modulus := CASE kind WHEN 'iso7064-mod11-2' THEN 11 ELSE 37 END;
  END IF;
  FOR at IN 1 .. size LOOP
    -- Luhn, GS1 and Verhoeff count from the right.
    value := strpos(alphabet, substr(plain, CASE kind WHEN 'verhoeff' THEN size + 1 - at ELSE at END, 1)) - 1;
    CASE
      WHEN kind IN ('iso7064-mod11-10', 'iso7064-mod37-36') THEN
        sum := ((sum + value - 1) % modulus + 1) * 2 % (modulus + 1);
      WHEN kind IN ('iso7064-mod11-2', 'iso7064-mod37-2') THEN
        sum := (sum + value) * 2 % modulus;
      WHEN kind = 'iso7064-mod97-10' THEN
        sum := (sum * CASE WHEN value < 10 THEN 10 ELSE 100 END + value) % 97;
      WHEN kind = 'luhn' THEN
        sum := sum + CASE WHEN (size - at) % 2 = 0 THEN value * 2 / 10 + value * 2 % 10 ELSE value END;
      WHEN kind = 'gs1' THEN
        sum := sum + value * CASE WHEN (size - at) % 2 = 0 THEN 3 ELSE 1 END;
      WHEN kind = 'verhoeff' THEN
        sum := substr(dihedral, sum * 10 + substr(permuted[(at - 1) % 8 + 1], value + 1, 1)::integer + 1, 1)::integer;
      WHEN kind = 'damm' THEN
        sum := substr(quasigroup, sum * 10 + value + 1, 1)::integer;
    END CASE;
  END LOOP;
  RETURN CASE
    WHEN kind IN ('luhn', 'gs1') THEN ((10 - sum % 10) % 10)::text
    WHEN kind IN ('iso7064-mod11-10', 'iso7064-mod37-36') THEN substr(alphabet, (modulus + 1 - sum) % modulus + 1, 1)
    WHEN kind = 'iso7064-mod11-2' THEN substr('0123456789X', (12 - sum) % 11 + 1, 1)
    WHEN kind = 'iso7064-mod37-2' THEN substr(alphabet, (38 - sum) % 37 + 1, 1)
    WHEN kind = 'iso7064-mod97-10' THEN lpad((98 - sum * 100 % 97)::text, 2, '0')
    WHEN kind = 'verhoeff' THEN substr('0432156789', sum + 1, 1)
    WHEN kind = 'damm' THEN sum::text
  END;
END
$body$;

-- Null when the code fits one of the forms; otherwise the check characters that it should have, or an empty text when
-- those are not all that is wrong.
CREATE OR REPLACE FUNCTION trueup.item_misfit(code text, forms jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT AS $body$
DECLARE
  form jsonb;
  place jsonb;
  here text;
  due text;
  fits boolean;
  nearest text := '';
BEGIN
  FOR form IN SELECT f.value FROM jsonb_array_elements(forms) f LOOP
    CONTINUE WHEN length(code) <> (form ->> 'length')::integer;
    fits := true;
    FOR place IN SELECT p.value FROM jsonb_array_elements(form -> 'parts') p LOOP
      IF place ? 'texts' THEN
        SELECT string_agg(substr(code, (a.value ->> 0)::integer, (a.value ->> 1)::integer), chr(31) ORDER BY a.ordinality)
          INTO here FROM jsonb_array_elements(place -> 'at') WITH ORDINALITY a;
        fits := place -> 'texts' @> to_jsonb(here);
      ELSE
        here := substr(code, (place -> 'at' ->> 0)::integer, (place -> 'at' ->> 1)::integer);
        IF place ? 'chars' THEN
          fits := translate(here, place ->> 'chars', '') = '';
        ELSE
          fits := here::integer BETWEEN (place ->> 'first')::integer AND (place ->> 'last')::integer;
        END IF;
      END IF;
      EXIT WHEN NOT fits;
    END LOOP;
    CONTINUE WHEN NOT fits;
    FOR place IN SELECT c.value FROM jsonb_array_elements(form -> 'checks') c LOOP
      SELECT string_agg(substr(code, o.value::integer, 1), '' ORDER BY o.ordinality)
        INTO here FROM jsonb_array_elements_text(place -> 'over') WITH ORDINALITY o;
      due := trueup.item_check_characters(place ->> 'kind', here);
      fits := substr(code, (place ->> 'at')::integer, length(due)) = due;
      IF NOT fits THEN
        nearest := due;
        EXIT;
      END IF;
    END LOOP;
    IF fits THEN
      RETURN NULL;
    END IF;
  END LOOP;
  RETURN nearest;
END
$body$;

-- Whether a path fits a pattern: * stands for one name, ** for any path or none.
CREATE OR REPLACE FUNCTION trueup.item_path_fits(path text, pattern jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT AS $body$
  WITH RECURSIVE names AS (
    SELECT n.at::integer, btrim(n.name, E' \t\n\x0b\f\r\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000') AS name
    FROM unnest(string_to_array(path, '/')) WITH ORDINALITY AS n(name, at)
  ),
  walk (named, taken) AS (
    SELECT 0, 0
    UNION
    SELECT w.named + step.named, w.taken + step.taken
    FROM walk w
    JOIN LATERAL (SELECT pattern ->> w.taken AS item) p ON p.item IS NOT NULL
    LEFT JOIN names n ON n.at = w.named + 1
    CROSS JOIN LATERAL (VALUES (0, 1), (1, 0), (1, 1)) AS step(named, taken)
    WHERE CASE WHEN p.item = '**' THEN step.taken + step.named = 1 AND (step.named = 0 OR n.at IS NOT NULL)
      ELSE step.named = 1 AND step.taken = 1 AND n.at IS NOT NULL AND (p.item = '*' OR p.item = n.name) END
  )
  SELECT EXISTS (SELECT 1 FROM walk WHERE named = (SELECT count(*) FROM names) AND taken = jsonb_array_length(pattern))
$body$;

-- Whether a rule is for an item of these categories, type and company.
CREATE OR REPLACE FUNCTION trueup.item_covered(scope jsonb, kind text, company text, categories text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $body$
  SELECT (scope -> 'kind' = '[]' OR scope -> 'kind' @> to_jsonb(coalesce(kind, chr(31))))
    AND (scope -> 'company' = '[]' OR scope -> 'company' @> to_jsonb(coalesce(company, chr(31))))
    AND (scope -> 'category' = '[]' OR EXISTS (
      SELECT 1 FROM unnest(categories) AS c(path), jsonb_array_elements(scope -> 'category') AS p(pattern)
      WHERE trueup.item_path_fits(c.path, p.pattern)))
$body$;

-- Why an item is refused; null when it is not. What changed is its code, its type (kind), or its categories: then the
-- new one stands in brought, and only rules that it brings refuse. An item without a code is never refused.
CREATE OR REPLACE FUNCTION trueup.item_refused(
  changed text, code text, kind text, company text, categories text[], brought text[]
) RETURNS text
LANGUAGE plpgsql STABLE AS $body$
DECLARE
  guard record;
  misfit text;
  concerned boolean;
  refusal text;
  elsewhere text;
BEGIN
  IF coalesce(code, '') = '' THEN
    RETURN NULL;
  END IF;
  FOR guard IN SELECT g.rule, g.spec::jsonb AS spec FROM trueup.item_guard g ORDER BY g.rule LOOP
    misfit := trueup.item_misfit(code, guard.spec -> 'forms');
    IF NOT trueup.item_covered(guard.spec -> 'scope', kind, company, categories) THEN
      IF misfit IS NULL THEN
        elsewhere := coalesce(elsewhere, guard.rule);
      END IF;
    ELSIF misfit IS NULL THEN
      RETURN NULL;
    ELSIF refusal IS NULL AND (guard.spec -> 'refuses')::boolean THEN
      concerned := CASE changed
        WHEN 'category' THEN guard.spec -> 'scope' -> 'category' <> '[]'
          AND trueup.item_covered(guard.spec -> 'scope', kind, company, brought)
        WHEN 'kind' THEN guard.spec -> 'scope' -> 'kind' <> '[]'
        ELSE true
      END;
      IF concerned THEN
        refusal := format('trueup: %s breaks the rule %s', code, guard.spec ->> 'wants')
          || CASE WHEN misfit = '' THEN '' ELSE format('; its check character should be %s', misfit) END;
      END IF;
    END IF;
  END LOOP;
  RETURN refusal || CASE WHEN elsewhere IS NULL THEN ''
    ELSE format('; it is one of the rule %s, which is not for this item', elsewhere) END;
END
$body$
