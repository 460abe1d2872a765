-- A value that nobody publishes, such as dice thrown in a meeting, is signed by those who saw it before it draws.

alter table campaign add value_signers int not null default 0 check (value_signers between 0 and 5);

create table value_signature (
    caisse_id    text not null,
    campaign_id  uuid not null,
    actor        text not null,
    value        text not null,
    signed_at    timestamptz not null,
    primary key (caisse_id, campaign_id, actor),
    foreign key (caisse_id, campaign_id) references campaign
);
select protect_tenant_table('value_signature');
revoke update, delete on value_signature from membership_service;
