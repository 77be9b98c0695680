-- At once, and not when the transaction ends: the driver of these series (psycopg2) loses every letter that is not ASCII
-- of an error at the end of a transaction.
DROP TRIGGER IF EXISTS trueup_guard_code_insert ON product_product;
CREATE TRIGGER trueup_guard_code_insert AFTER INSERT ON product_product
    FOR EACH ROW WHEN (NEW.code <> '')
    EXECUTE FUNCTION trueup.guard_product('code');
DROP TRIGGER IF EXISTS trueup_guard_code_update ON product_product;
CREATE TRIGGER trueup_guard_code_update AFTER UPDATE OF code ON product_product
    FOR EACH ROW WHEN (NEW.code IS DISTINCT FROM OLD.code AND NEW.code <> '')
    EXECUTE FUNCTION trueup.guard_product('code');
DROP TRIGGER IF EXISTS trueup_guard_kind_update ON product_template;
CREATE TRIGGER trueup_guard_kind_update AFTER UPDATE OF type ON product_template
    FOR EACH ROW WHEN (NEW.type IS DISTINCT FROM OLD.type)
    EXECUTE FUNCTION trueup.guard_product('kind');
DROP TRIGGER IF EXISTS trueup_guard_category_insert ON "product_template-product_category";
CREATE TRIGGER trueup_guard_category_insert AFTER INSERT ON "product_template-product_category"
    FOR EACH ROW
    EXECUTE FUNCTION trueup.guard_product('category');
DROP TRIGGER IF EXISTS trueup_guard_category_update ON "product_template-product_category";
CREATE TRIGGER trueup_guard_category_update AFTER UPDATE OF template, category ON "product_template-product_category"
    FOR EACH ROW
    WHEN (NEW.template IS DISTINCT FROM OLD.template OR NEW.category IS DISTINCT FROM OLD.category)
    EXECUTE FUNCTION trueup.guard_product('category')
