create table note (
    caisse_id  text not null,
    note_id    uuid not null,
    text       text not null,
    primary key (caisse_id, note_id)
);
select protect_tenant_table('note');
