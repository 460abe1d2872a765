-- What the fund's citizens decided, one row per decision. Only the decision handlers write here.

create table contribution_scheme (
    caisse_id                      text not null,
    decision_number                int not null,
    decision_id                    uuid not null,
    in_force_from                  date not null,
    minimum_first_person_cents     bigint not null check (minimum_first_person_cents >= 0),
    minimum_further_person_cents   bigint not null check (minimum_further_person_cents >= 0),
    primary key (caisse_id, decision_number)
);
select protect_tenant_table('contribution_scheme');
revoke update, delete on contribution_scheme from contributions_service;

create table backing_ratio (
    caisse_id        text not null,
    decision_number  int not null,
    decision_id      uuid not null,
    in_force_from    date not null,
    percent          int not null check (percent between 1 and 100),
    primary key (caisse_id, decision_number)
);
select protect_tenant_table('backing_ratio');
revoke update, delete on backing_ratio from contributions_service;
