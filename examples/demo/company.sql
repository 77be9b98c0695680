-- An invented company, as people may have clicked it together in the ERP over the years.
INSERT INTO currency_currency (id, active, code, digits, name, symbol) VALUES (1, 1, 'CNY', 2, 'Renminbi', '¥');
INSERT INTO party_party (id, active, code, name) VALUES
  (1, 1, '1', '上海明德机械有限公司'), (2, 1, '2', 'Mingde Trading GmbH');
INSERT INTO company_company (id, party, currency, timezone) VALUES (1, 1, 1, 'Asia/Shanghai'), (2, 2, 1, 'Europe/Berlin');
INSERT INTO res_group (id, name, active, parent) VALUES
  (101, '采购部', 1, NULL), (102, 'Buyers plus', 1, 101), (103, 'Stock readers', 1, NULL);
INSERT INTO ir_model_access (model, "group", active, perm_read, perm_write, perm_create, perm_delete) VALUES
  ('purchase.purchase', 101, 1, 1, 1, 1, 0), ('purchase.purchase', 102, 1, 1, 1, 1, 1), ('party.party', 101, 1, 1, 1, 1, 0),
  ('stock.move', 103, 1, 1, 0, 0, 0), ('product.product', 103, 1, 1, 0, 0, 0);
INSERT INTO res_user (id, login, name, email, active, administrator, company, company_filter) VALUES
  (11, 'wang.fang', '王芳', 'wang.fang@mingde.example', 1, 0, 1, 'all'),
  (12, 'zhang.wei', '张伟', 'zhang.wei@mingde.example', 1, 0, 1, 'one'),
  (13, 'li.na', '李娜', 'li.na@mingde.example', 1, 0, 1, 'one'),
  (14, 'chen.yu', '陈宇', 'chen.yu@mingde.example', 1, 0, 1, 'one'),
  (15, 'wu.min', '吴敏', 'wu.min@mingde.example', 1, 0, 1, 'one'),
  (16, 'anna.berg', 'Anna Berg', 'anna.berg@mingde.example', 1, 0, 2, 'one'),
  (17, 'tom.fischer', 'Tom Fischer', 'tom.fischer@mingde.example', 1, 0, 2, 'one'),
  (18, 'zhao.lei', '赵磊', 'zhao.lei@mingde.example', 1, 1, 1, 'all'),
  (19, 'svc-wms', 'Warehouse interface', NULL, 1, 0, 1, 'one');
UPDATE res_user SET company = 1 WHERE login = 'admin';
INSERT INTO "res_user-company_company" ("user", company) VALUES
  (1, 1), (1, 2), (11, 1), (11, 2), (12, 1), (13, 1), (14, 1), (15, 1), (16, 2), (17, 2), (18, 1), (18, 2), (19, 1);
-- Li Na left in October; nobody told the ERP. Chen Yu still covers the invoices that he was lent in spring.
INSERT INTO "res_user-res_group" ("user", "group")
  SELECT u.id, g.id FROM res_user u, res_group g WHERE (u.login, g.name) IN (VALUES
    ('wang.fang', 'Accounting'), ('wang.fang', 'Accounting Administration'),
    ('zhang.wei', '采购部'), ('zhang.wei', 'Stock readers'),
    ('li.na', '采购部'), ('li.na', 'Purchase Administrator'),
    ('chen.yu', 'Stock'), ('chen.yu', 'Accounting'),
    ('wu.min', 'Stock'),
    ('anna.berg', 'Buyers plus'), ('anna.berg', 'Stock readers'),
    ('tom.fischer', 'Accounting'),
    ('svc-wms', 'Stock'));
INSERT INTO ir_session (key, create_uid, create_date) VALUES
  ('0000000000000000000000000000000000000000000000000000000000000000', 13, '2026-11-20 08:15:00.000000');
-- What is bought and made. Most codes follow the rule; one is of an older scheme, in one two digits changed places, and one was
-- typed with the letter O for the digit 0, so that a shaft is there twice.
INSERT INTO product_category (id, name, parent) VALUES
  (1, '原材料', NULL), (2, '钢材', 1), (3, '圆钢', 2), (4, '钢板', 2), (5, '铝材', 1),
  (6, '铝棒', 5), (7, '半成品', NULL), (8, '轴类', 7), (9, '光轴', 8), (10, '丝杠', 8);
INSERT INTO product_template (id, active, code, name, type, default_uom, consumable, purchasable, salable) VALUES
  (1, 1, 'RM-ST01-000016', '圆钢 45# Φ20', 'goods', 1, 0, 1, 0), (2, 1, 'RM-ST01-000024', '圆钢 45# Φ30', 'goods', 1, 0, 1, 0),
  (3, 1, 'RM-ST01-000032', '圆钢 40Cr Φ40', 'goods', 1, 0, 1, 0), (4, 1, 'YG-45-60', '圆钢 45# Φ60', 'goods', 1, 0, 1, 0),
  (5, 1, 'RM-ST02-00001G', '钢板 Q235 6mm', 'goods', 1, 0, 1, 0), (6, 1, 'RM-ST02-00002E', '钢板 Q235 10mm', 'goods', 1, 0, 1, 0),
  (7, 1, 'RM-ST02-00030C', '钢板 Q345 12mm', 'goods', 1, 0, 1, 0), (8, 1, 'RM-AL01-00001M', '铝棒 6061 Φ25', 'goods', 1, 0, 1, 0),
  (9, 1, 'RM-AL01-00002K', '铝棒 7075 Φ40', 'goods', 1, 0, 1, 0), (10, 1, 'SF-SH01-00001C', '光轴 Φ16×400', 'goods', 1, 0, 1, 0),
  (11, 1, 'SF-SH01-00002A', '光轴 Φ20×600', 'goods', 1, 0, 1, 0), (12, 1, 'SF-SH01-OOOO2A', '光轴 Φ20*600', 'goods', 1, 0, 1, 0),
  (13, 1, 'SF-SH02-00001M', '丝杠 Tr20×4', 'goods', 1, 0, 1, 0);
INSERT INTO product_product (id, active, template, code, create_date)
  SELECT id, 1, id, code, '2026-06-01 09:00:00.000000' FROM product_template;
INSERT INTO "product_template-product_category" (template, category) VALUES
  (1, 3), (2, 3), (3, 3), (4, 3), (5, 4), (6, 4), (7, 4), (8, 6), (9, 6), (10, 9), (11, 9), (12, 9), (13, 10);
