-- Run once, by the superuser, when the database folder is new: the role that owns the schema and the role that runs the server.
\set owner_password `cat /run/secrets/postgres-owner-password`
\set app_password `cat /run/secrets/postgres-app-password`
create role portledger login password :'owner_password';
create role portledger_app login password :'app_password';
create database portledger owner portledger;
