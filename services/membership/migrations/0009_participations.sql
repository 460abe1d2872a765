-- Who took part in the life of the fund, how, and for how long.

create table participation (
    caisse_id         text not null,
    participation_id  uuid not null,
    member_id         uuid not null,
    household_id      uuid not null,
    kind              text not null,
    took_part_on      date not null,
    minutes           int check (minutes > 0),
    event             text not null,
    recorded_at       timestamptz not null,
    recorded_by       text not null,
    withdrawn_at      timestamptz,
    primary key (caisse_id, participation_id),
    foreign key (caisse_id, member_id) references member,
    foreign key (caisse_id, household_id) references household
);
create index participation_by_day on participation (caisse_id, took_part_on);
create index participation_of_member on participation (caisse_id, member_id);
select protect_tenant_table('participation');
revoke update, delete on participation from membership_service;
grant update (withdrawn_at) on participation to membership_service;
