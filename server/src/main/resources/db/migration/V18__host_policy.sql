-- What the host does not let be stopped, domain PolicyFacts, as its agent told it last; null where it never did.
alter table host add column policy jsonb;
