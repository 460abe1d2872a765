-- Who may see and spend for a household without being counted in it: a guardian, a neighbour, a grown child.

-- Someone who is no member of the fund; members are delegates under the id they have.
create table delegate (
    caisse_id    text not null,
    delegate_id  uuid not null,
    first_name   text not null,
    last_name    text not null,
    primary key (caisse_id, delegate_id)
);
select protect_tenant_table('delegate');

create table delegation (
    caisse_id      text not null,
    delegation_id  uuid not null,
    household_id   uuid not null,
    delegate_id    uuid not null,
    named_at       timestamptz not null,
    ended_at       timestamptz,
    primary key (caisse_id, delegation_id),
    foreign key (caisse_id, household_id) references household
);
create unique index delegation_in_force on delegation (caisse_id, household_id, delegate_id) where ended_at is null;
select protect_tenant_table('delegation');
