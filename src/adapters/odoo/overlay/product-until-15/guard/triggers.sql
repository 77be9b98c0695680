-- At once: an error at the end of a transaction would reach people as a raw one. Other edits of items with bad codes pass.
DROP TRIGGER IF EXISTS trueup_guard_code_insert ON product_product;
CREATE TRIGGER trueup_guard_code_insert BEFORE INSERT ON product_product
    FOR EACH ROW WHEN (NEW.default_code <> '')
    EXECUTE FUNCTION trueup.guard_product_code();
DROP TRIGGER IF EXISTS trueup_guard_code_update ON product_product;
CREATE TRIGGER trueup_guard_code_update BEFORE UPDATE OF default_code ON product_product
    FOR EACH ROW WHEN (NEW.default_code IS DISTINCT FROM OLD.default_code AND NEW.default_code <> '')
    EXECUTE FUNCTION trueup.guard_product_code();
DROP TRIGGER IF EXISTS trueup_guard_category_update ON product_template;
CREATE TRIGGER trueup_guard_category_update BEFORE UPDATE OF categ_id ON product_template
    FOR EACH ROW WHEN (NEW.categ_id IS DISTINCT FROM OLD.categ_id)
    EXECUTE FUNCTION trueup.guard_product_template('category');
DROP TRIGGER IF EXISTS trueup_guard_kind_update ON product_template;
CREATE TRIGGER trueup_guard_kind_update BEFORE UPDATE OF type ON product_template
    FOR EACH ROW WHEN (NEW.type IS DISTINCT FROM OLD.type)
    EXECUTE FUNCTION trueup.guard_product_template('kind')
