-- What every service keeps: the caisses it serves, its outbox and inbox, answers already given, and the audit trail.

create table caisse (
    caisse_id   text primary key,
    name        text not null,
    legal_name  text not null,
    iban        text not null,
    time_zone   text not null,
    founded_at  timestamptz not null
);

create table outbox (
    sequence      bigint generated always as identity primary key,
    message_id    uuid not null unique,
    caisse_id     text not null,
    event_name    text not null,
    payload       text not null,
    trace_parent  text,
    created_at    timestamptz not null default now(),
    published_at  timestamptz
);
create index outbox_waiting on outbox (sequence) where published_at is null;
create index outbox_published on outbox (published_at) where published_at is not null;

create table inbox (
    consumer     text not null,
    message_id   uuid not null,
    received_at  timestamptz not null default now(),
    primary key (consumer, message_id)
);
create index inbox_received on inbox (received_at);

-- Set once this service's queue and bindings exist on a broker, so that a restart need not wait for the broker.
create table messaging_topology (
    subscriptions  text primary key,
    declared_at    timestamptz not null default now()
);

-- A tenant table shows a transaction only the rows of the caisse that the transaction works for.
create function protect_tenant_table(tenant_table regclass) returns void language plpgsql as $$
begin
    execute format('alter table %s enable row level security', tenant_table);
    execute format(
        'create policy of_this_caisse on %s using (caisse_id = current_setting(''app.caisse'', true))', tenant_table);
end $$;

create table idempotency (
    caisse_id     text not null,
    caller        text not null,
    key           text not null,
    operation     text not null,
    request_hash  bytea not null,
    status        int,
    location      text,
    body          text,
    created_at    timestamptz not null default now(),
    primary key (caisse_id, caller, key)
);
create index idempotency_created on idempotency (created_at);
select protect_tenant_table('idempotency');

create table audit (
    caisse_id    text not null,
    audit_id     uuid not null,
    at           timestamptz not null,
    actor        text not null,
    action       text not null,
    subject      text not null,
    before       jsonb,
    after        jsonb,
    primary key (caisse_id, audit_id)
);
select protect_tenant_table('audit');
do $$ begin
    execute format('revoke update, delete on audit from %I', current_setting('caisse.service_role'));
end $$;
