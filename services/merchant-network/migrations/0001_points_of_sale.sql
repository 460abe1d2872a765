-- Points of sale, what decisions said about them, and their tills.

create table point_of_sale (
    caisse_id         text not null,
    point_of_sale_id  uuid not null,
    name              text not null,
    kind              text not null check (kind in ('producer', 'shop', 'market_stall', 'buying_group', 'canteen')),
    street            text not null,
    postal_code       text not null,
    city              text not null,
    latitude          double precision not null check (latitude between -90 and 90),
    longitude         double precision not null check (longitude between -180 and 180),
    hours             text,
    categories        text[] not null,
    legal_name        text not null,
    legal_identifier  text not null,
    iban              text not null,
    applied_at        timestamptz not null,
    primary key (caisse_id, point_of_sale_id)
);
create index point_of_sale_categories on point_of_sale using gin (categories);
select protect_tenant_table('point_of_sale');

-- One row per point of sale and decision, never changed: where it stands on a day is read from all of them.
create table accreditation (
    caisse_id         text not null,
    point_of_sale_id  uuid not null,
    decision_id       uuid not null,
    decision_number   int not null,
    state             text not null check (state in ('accredited', 'suspended')),
    since             date not null,
    until             date,
    categories        text[] not null,
    reason            text,
    recorded_at       timestamptz not null,
    primary key (caisse_id, point_of_sale_id, decision_id),
    foreign key (caisse_id, point_of_sale_id) references point_of_sale,
    check ((state = 'suspended') = (reason is not null)),
    check (state = 'accredited' or (until is null and categories = '{}'))
);
select protect_tenant_table('accreditation');
revoke update, delete on accreditation from merchant_network_service;

create table till (
    caisse_id         text not null,
    till_id           uuid not null,
    point_of_sale_id  uuid not null,
    name              text not null,
    client_id         text not null unique,
    registered_at     timestamptz not null,
    primary key (caisse_id, till_id),
    foreign key (caisse_id, point_of_sale_id) references point_of_sale
);
create index till_of_point_of_sale on till (caisse_id, point_of_sale_id, till_id);
select protect_tenant_table('till');
