-- What the register is searched by. Words of names and addresses stand here only as keyed digests, so that
-- these tables alone say nothing about anyone, and the columns they were made from need not be readable.

-- Beginnings of words, and the words that begin with them.
create table search_word (
    caisse_id  text not null,
    prefix     bigint not null,
    word       bigint not null,
    primary key (caisse_id, prefix, word)
);
select protect_tenant_table('search_word');

-- The words of a household; the persons and the address of a household or of an application.
create table search_entry (
    caisse_id  text not null,
    holder_id  uuid not null,
    word       bigint not null,
    primary key (caisse_id, holder_id, word)
);
create index search_entry_by_word on search_entry (caisse_id, word, holder_id);
select protect_tenant_table('search_entry');
