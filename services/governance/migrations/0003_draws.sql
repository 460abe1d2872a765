-- Mandates by lot: who was drawn for which body, as membership told us. Draws and replacements may be heard of in any
-- order: whoever was drawn or succeeded, and did not give up their seat, is seated.

create table known_draw (
    caisse_id  text not null,
    draw_id    uuid not null,
    body_id    uuid,
    primary key (caisse_id, draw_id)
);
select protect_tenant_table('known_draw');
revoke update, delete on known_draw from governance_service;

create table drawn_person (
    caisse_id  text not null,
    draw_id    uuid not null,
    person_id  uuid not null,
    primary key (caisse_id, draw_id, person_id)
);
select protect_tenant_table('drawn_person');
revoke update, delete on drawn_person from governance_service;

create table replaced_person (
    caisse_id  text not null,
    draw_id    uuid not null,
    person_id  uuid not null,
    primary key (caisse_id, draw_id, person_id)
);
select protect_tenant_table('replaced_person');
revoke update, delete on replaced_person from governance_service;

alter table mandate add column draw_id uuid;
alter table mandate drop constraint mandate_origin_check;
alter table mandate add constraint mandate_origin_check check (origin in ('appointment', 'election', 'draw'));
alter table mandate add constraint mandate_draw_check check ((origin = 'draw') = (draw_id is not null));
