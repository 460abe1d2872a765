-- Everything about a person from all services, asked for, waited for, and kept for some days.

create table personal_export (
    caisse_id     text not null,
    export_id     uuid not null,
    member_id     uuid not null,
    requested_at  timestamptz not null,
    completed_at  timestamptz,
    primary key (caisse_id, export_id)
);
create index personal_export_of_member on personal_export (caisse_id, member_id);
create unique index personal_export_collecting on personal_export (caisse_id, member_id) where completed_at is null;
select protect_tenant_table('personal_export');

-- Sealed by the service that sent it under the export's public key. The private key is personal data of the export's id:
-- destroyed, nobody reads the parts.
create table personal_export_part (
    caisse_id       text not null,
    export_id       uuid not null,
    service         text not null,
    sealed_content  bytea not null,
    collected_at    timestamptz not null,
    primary key (caisse_id, export_id, service),
    foreign key (caisse_id, export_id) references personal_export on delete cascade
);
select protect_tenant_table('personal_export_part');
