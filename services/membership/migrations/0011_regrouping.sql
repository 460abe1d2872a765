-- Households that split and merge. A person keeps their id and one row in member: where they live now. Where they lived
-- before is written here once, so that who lived where on which day stays known.

create table former_stay (
    caisse_id     text not null,
    member_id     uuid not null,
    household_id  uuid not null,
    joined_on     date not null,
    left_on       date not null,
    primary key (caisse_id, member_id, joined_on),
    foreign key (caisse_id, member_id) references member,
    foreign key (caisse_id, household_id) references household,
    check (joined_on <= left_on)
);
create index former_stay_of_household on former_stay (caisse_id, household_id);
select protect_tenant_table('former_stay');
revoke update, delete on former_stay from membership_service;

-- Every time of everyone in a household, now and before.
create view stay with (security_invoker = true) as
    select caisse_id, member_id, household_id, birth_date, joined_on, left_on from member
    union all
    select caisse_id, member_id, former_stay.household_id, birth_date, former_stay.joined_on, former_stay.left_on
    from former_stay join member using (caisse_id, member_id);
grant select on stay to membership_service;

-- The household that all its people moved to, and the first day on which they lived there.
alter table household
    add column merged_into uuid,
    add column merged_on date,
    add foreign key (caisse_id, merged_into) references household,
    add check ((merged_into is null) = (merged_on is null)),
    add check (merged_into is null or last_period is not null);
