-- Events are kept once they are published, by the month in which they happened, and can be sent again to one queue: that
-- is how a service that starts later learns what was before it.

-- Months lie in a schema of their own, where the service's role has no rights: it reads the whole, and writes nothing.
create schema archive;

create table event_archive (
    month        date not null check (extract(day from month) = 1),
    sequence     bigint not null,
    message_id   uuid not null,
    caisse_id    text not null,
    event_name   text not null,
    payload      text not null,
    occurred_at  timestamptz not null,
    primary key (month, message_id)
) partition by range (month);
create index event_archive_in_order on event_archive (sequence);
do $$ begin
    execute format('revoke insert, update, delete on event_archive from %I', current_setting('caisse.service_role'));
end $$;
do $$ begin
    alter table event_archive alter column payload set compression lz4;
exception when feature_not_supported then null;
end $$;

-- The month of an instant, UTC; made when it is not there yet.
create function archive_month(occurred_at timestamptz) returns date language plpgsql as $$
declare
    month date := date_trunc('month', occurred_at at time zone 'utc');
begin
    execute format(
        'create table if not exists archive.event_%s partition of event_archive for values from (%L) to (%L)',
        to_char(month, 'YYYY_MM'), month, (month + interval '1 month')::date);
    return month;
end $$;

-- Releases before this one forgot what they had published. What of it still holds is told once more by the service that
-- owns it, as events that were never sent: they come before all others (their sequence is below zero), and their ids say
-- what they are about, so that they are told once.
create sequence event_archive_rebuilt increment 1 minvalue -1000000000000 maxvalue -1;

create function archive_rebuilt(caisse text, name text, about text, happened jsonb, occurred_at timestamptz)
returns void language plpgsql as $$
declare
    month date := archive_month(occurred_at);
begin
    insert into event_archive (month, sequence, message_id, caisse_id, event_name, payload, occurred_at)
    values (
        month, nextval('event_archive_rebuilt'), md5(concat_ws(' ', name, caisse, about))::uuid, caisse, name,
        (jsonb_build_object('caisse', caisse, 'occurredAt', occurred_at) || happened)::text, occurred_at)
    on conflict do nothing;
end $$;

-- Consumers that heard the originals of rebuilt events: they pass over the rebuilt ones.
create table heard_before_archive (
    consumer  text primary key
);

-- Called by each service for its consumers; a service that starts for the first time has heard nothing.
create function note_heard_before_archive(consumers text[]) returns void language sql as $$
    insert into heard_before_archive (consumer)
    select unnest(consumers) where exists (select from messaging_topology)
    on conflict do nothing
$$;

-- A span of events that is sent to a queue again, and how far it has come.
create table republication (
    republication_id  uuid primary key,
    queue             text not null,
    from_at           timestamptz not null,
    until_at          timestamptz,
    event_names       text[] not null,
    asked_by          text not null,
    asked_at          timestamptz not null,
    last_sequence     bigint not null,
    through_sequence  bigint not null,
    sent              bigint not null default 0,
    waits_because     text,
    tried_at          timestamptz,
    ended_at          timestamptz,
    is_cancelled      boolean not null default false,
    check (until_at > from_at),
    check (ended_at is not null or not is_cancelled)
);
create index republication_under_way on republication (tried_at) where ended_at is null;

-- What was heard is remembered for good, since it can be sent again at any time.
drop index inbox_received;
