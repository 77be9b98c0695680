-- Where a model has rows for some groups only, whoever is in no group at all is not limited by them.
SELECT u.login AS subject, 'is active and in no group: nothing that is set for a group limits this user' AS detail
FROM res_user u
WHERE u.active AND u.id NOT IN (SELECT "user" FROM "res_user-res_group" WHERE "user" IS NOT NULL)
