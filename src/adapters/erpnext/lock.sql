-- Who has which role, and what roles may do. Not the accounts: every login and every few requests of anybody write to them.
SELECT name FROM "tabHas Role" FOR UPDATE;
SELECT name FROM "tabRole" FOR UPDATE;
SELECT name FROM "tabRole Profile" FOR UPDATE;
SELECT name FROM "tabCustom DocPerm" FOR UPDATE;
SELECT name FROM "tabUser Permission" FOR UPDATE
