-- Who died is given no mandate any more, also when they were drawn before: known even where they held none then.
alter table known_member add column has_died boolean not null default false;
update known_member set has_died = true
from mandate
where mandate.caisse_id = known_member.caisse_id and mandate.member_id = known_member.member_id
    and mandate.end_reason = 'death';
