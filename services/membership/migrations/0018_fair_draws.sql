-- Draws that cannot be repeated, chosen among renderings of a value, or made from what the register said a year ago.

-- Who may be drawn, with what the register, or the application they asked to join with, says of them now.
create view eligible_person with (security_invoker = true) as
    select distinct on (caisse_id, person_id) caisse_id, person_id, birth_date, home_id, postal_code, city, district,
        income_bracket
    from (
        select 1 as choice, caisse_id, member_id as person_id, birth_date, household_id as home_id, postal_code, city,
            district, income_bracket
        from member join household using (caisse_id, household_id)
        where left_on is null and last_period is null
        union all
        select 2, caisse_id, member_id, birth_date, application_id, postal_code, city, district, income_bracket
        from application_member join application using (caisse_id, application_id)
        where state in ('received', 'waiting') and not exists (
            select from personal_key
            where personal_key.caisse_id = application_member.caisse_id and subject_id = member_id
                and erased_at is not null)
    ) as known
    order by caisse_id, person_id, choice;
grant select on eligible_person to membership_service;

-- Who was asked next and is not there any more refuses without being asked; the reason is not published.
alter table draw_refusal add column reason text check (reason in ('died', 'left', 'not-in-register'));

-- A body has one campaign at a time. Those that were opened beside another before this go on to their end.
alter table campaign add column is_parallel boolean not null default false;
update campaign set is_parallel = true
where state in ('open', 'computing', 'committed') and exists (
    select from campaign as earlier
    where earlier.caisse_id = campaign.caisse_id and earlier.body_id = campaign.body_id
        and earlier.campaign_id < campaign.campaign_id and earlier.state in ('open', 'computing', 'committed'));
create unique index campaign_of_body on campaign (caisse_id, body_id)
    where body_id is not null and state in ('open', 'computing', 'committed') and not is_parallel;

-- How the awaited value is written; campaigns that were opened before take it as it is posted.
alter table campaign
    add column value_form text check (value_form in ('digits', 'hex')),
    add column value_length int check (value_length between 1 and 128),
    add check ((value_form is null) = (value_length is null));

-- One person with two clients is one witness.
alter table value_signature add column member_id uuid;
create unique index value_signature_of_member on value_signature (caisse_id, campaign_id, member_id)
    where member_id is not null;

-- Which features the candidate answered because the register did not know them (null: entered before this), and why
-- they were left out of the pool.
alter table candidate
    add column answered text[],
    add column left_out text check (left_out in ('not-in-register', 'no-quota-fits'));
