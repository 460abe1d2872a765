-- A file may call a household by a name. Nothing but whether it was there before is asked of a reference, so that only its keyed
-- digest is kept. What was written in plain is digested and set to null when the service starts, which knows the key; nothing is
-- written there any more.
alter table imported_household drop constraint imported_household_pkey;
alter table imported_household
    alter column reference drop not null,
    add column reference_digest bigint,
    add primary key (caisse_id, household_id),
    add unique (caisse_id, reference_digest),
    add check ((reference is null) = (reference_digest is not null));
grant update (reference, reference_digest) on imported_household to membership_service;

-- A guardian is appointed for a person, and given that person's data alone; one for whom nobody is named, for the children.
alter table delegation
    add column ward_id uuid,
    add check (ward_id is null or kind = 'guardian'),
    add foreign key (caisse_id, ward_id) references member;
