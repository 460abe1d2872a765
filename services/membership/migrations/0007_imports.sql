-- What a file called each household that was imported: a file sent twice is refused by it.

create table imported_household (
    caisse_id     text not null,
    reference     text not null,
    household_id  uuid not null,
    import_id     uuid not null,
    primary key (caisse_id, reference),
    foreign key (caisse_id, household_id) references household
);
select protect_tenant_table('imported_household');
revoke update, delete on imported_household from membership_service;
