-- Each household as it is, told as if it had been admitted so; then its delegates, and its departure when it left.
select archive_rebuilt(
    caisse_id, 'Membership.HouseholdAdmitted', household_id::text,
    jsonb_build_object(
        'householdId', household_id, 'fromPeriod', to_char(from_period, 'YYYY-MM'), 'version', version,
        'memberIds', (
            select coalesce(jsonb_agg(member_id order by member_id), '[]') from member
            where member.caisse_id = admitted.caisse_id and member.household_id = admitted.household_id
                and left_on is null)),
    admitted_at)
from (select * from household order by admitted_at, caisse_id, household_id) as admitted;

select archive_rebuilt(
    caisse_id, 'Membership.HouseholdDelegatesChanged', household_id::text,
    jsonb_build_object(
        'householdId', household_id, 'version', version, 'delegateIds', delegate_ids),
    changed_at)
from (
    select household.caisse_id, household.household_id, version,
        coalesce(jsonb_agg(delegate_id order by delegate_id) filter (where ended_at is null), '[]') as delegate_ids,
        max(greatest(named_at, ended_at)) as changed_at
    from household join delegation on delegation.caisse_id = household.caisse_id
        and delegation.household_id = household.household_id
    group by household.caisse_id, household.household_id
    order by changed_at, household.caisse_id, household.household_id
) as delegated;

select archive_rebuilt(
    caisse_id, 'Membership.HouseholdDeparted', household_id::text,
    jsonb_build_object(
        'householdId', household_id, 'version', version, 'lastPeriod', to_char(last_period, 'YYYY-MM')),
    departed_at)
from (
    select household.caisse_id, household.household_id, version, last_period,
        coalesce(told.at, household.admitted_at) as departed_at
    from household left join (
        select caisse_id, subject, max(at) as at from audit where action = 'household.departed'
        group by caisse_id, subject
    ) as told on told.caisse_id = household.caisse_id and told.subject = household.household_id::text
    where last_period is not null
    order by departed_at, household.caisse_id, household.household_id
) as departed;

select note_heard_before_archive(array['RegisterCaisse']);
