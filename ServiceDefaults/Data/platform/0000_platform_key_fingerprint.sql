-- Under which keys the data here was written. Only the owner writes it, at the start of the service.
create table key_fingerprint (
    setting        text primary key,
    fingerprint    bytea not null check (length(fingerprint) = 16),
    first_used_at  timestamptz not null default now()
);
do $$ begin
    execute format(
        'revoke insert, update, delete on key_fingerprint from %I', current_setting('caisse.service_role'));
end $$;
