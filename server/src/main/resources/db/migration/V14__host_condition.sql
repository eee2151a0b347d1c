-- Settings of the host's kernel, domain Sysctls, as its agent told them last; null where it never did.
alter table host add column sysctls jsonb;
