-- Names, streets and contacts are encrypted, each person's and each household's under a key of its own, and the keys under
-- one from configuration. Whose key is destroyed is forgotten, wherever a copy of the cipher text is left: keep backups of
-- personal_key apart and short.

-- A key once destroyed stays on record, so that nothing is written about that person again.
create table personal_key (
    caisse_id    text not null,
    subject_id   uuid not null,
    wrapped_key  bytea,
    erased_at    timestamptz,
    primary key (caisse_id, subject_id),
    check ((wrapped_key is null) = (erased_at is not null))
);
select protect_tenant_table('personal_key');

-- Of a person (a member, an applicant, a delegate), a household or an application: whatever has an id.
create table personal_data (
    caisse_id    text not null,
    subject_id   uuid not null,
    sealed_data  bytea not null,
    primary key (caisse_id, subject_id),
    foreign key (caisse_id, subject_id) references personal_key
);
select protect_tenant_table('personal_data');

-- What was written in plain is sealed and set to null when the service starts; nothing is written here any more.
alter table member alter column first_name drop not null, alter column last_name drop not null;
alter table application_member alter column first_name drop not null, alter column last_name drop not null;
alter table delegate alter column first_name drop not null, alter column last_name drop not null;
alter table household alter column street drop not null;
alter table application alter column street drop not null;
