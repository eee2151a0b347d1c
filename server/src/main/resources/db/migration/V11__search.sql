-- Ids of containers are found by their beginning only: they are random hexadecimal digits, and a search for "80" or "db" found
-- every other one of them while they were part of the text.
update holding set search_text = regexp_replace(search_text, '\n[0-9a-f]{64}(?=\n)', '', 'g') where search_text ~ '\n[0-9a-f]{64}\n';
create index holding_open_container on holding_open (container text_pattern_ops) where container is not null;

-- All that facets count, so that counting them over the whole fleet reads this and not the rows, which are thirty times as large.
create index holding_open_facets on holding_open (protocol, bind_kind, owner_kind, user_name, unit, host_id);
