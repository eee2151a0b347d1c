-- Views stand in the way of changes to their tables; afterMigrate makes them anew.
drop schema if exists scoped cascade;
