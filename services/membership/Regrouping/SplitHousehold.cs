using Caisse.Contracts;
using Caisse.Contracts.Membership;
using Caisse.Membership.Domain;
using Caisse.Membership.Households;
using Caisse.Membership.Registering;
using Caisse.Membership.Sealing;
using Caisse.Membership.Searching;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Regrouping;

/// <summary>
/// Some people leave their household and form one of their own: a couple separates, a grown child moves out.
/// Delegates, cards, the pledge and debts stay with the household they leave; the wallet shares its balance.
/// </summary>
static class SplitHousehold
{
    /// <param name="Members">Who leaves.</param>
    /// <param name="On">First day on which they live apart.</param>
    /// <param name="Address">Where they live from then on.</param>
    /// <param name="Contact">How to reach them.</param>
    /// <param name="Share">What they take of the wallet; in proportion of the persons when not given.</param>
    /// <param name="IncomeBracket">What they name themselves.</param>
    internal sealed record SplitRequest(
        IReadOnlyList<Guid> Members, DateOnly On, Address Address, Contact Contact,
        BalanceShare? Share = null, string? IncomeBracket = null);

    /// <param name="Of">proportional, amount or none.</param>
    /// <param name="AmountCents">MonA cents, for amount.</param>
    internal sealed record BalanceShare(string Of, long? AmountCents = null)
    {
        const string Proportional = "proportional";
        const string Amount = "amount";
        const string None = "none";

        internal void CheckInto(Check check)
        {
            check.OneOf(Of, [Proportional, Amount, None], "share.of").That(
                AmountCents is null == (Of != Amount), "share.amountCents", "goes with amount.");
            if (AmountCents is { } cents)
            {
                check.PositiveCents(cents, "share.amountCents");
            }
        }

        /// <summary>As the event says it: null in proportion, 0 for nothing.</summary>
        internal long? Cents => Of == None ? 0 : AmountCents;
    }

    /// <summary>The new household, with the version of the one they left.</summary>
    internal sealed record FormedHousehold(
        Guid Id, Guid HouseholdId, IReadOnlyList<Guid> MemberIds, DateOnly On, Period FromPeriod,
        long Version, IReadOnlyList<DuplicateWarning> Warnings) : IVersioned;

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/households/{householdId:guid}/split", HandleAsync)
            .Describe(nameof(SplitHousehold), "Let people of a household form one of their own.")
            .Creates()
            .Allow(Grants.Coordinator, Grants.Treasurer);

    static async Task<Answer<FormedHousehold>> HandleAsync(
        Guid householdId, SplitRequest request, IdempotencyKey? key, Caller caller, KnownCaisse caisse,
        Database database, PersonalData personal, SearchDigests digests, TimeProvider clock,
        CancellationToken cancel)
    {
        return Examine(request, caisse.DayOf(clock.GetUtcNow())).Problem is { } problem
            ? problem
            : await key.OnceIfKeyedAsync(
                database, caller, request,
                work => SplitAsync(work, personal, digests, householdId, request), cancel);
    }

    static Check Examine(SplitRequest request, DateOnly today)
    {
        var check = new Check().Count(request.Members, 1, Person.MostInHousehold, "members").That(
            request.Members.Distinct().Count() == request.Members.Count, "members", "must name each once.");
        MoveMembers.CheckDayInto(check, request.On, today);
        request.Address.CheckInto(check, "address");
        request.Contact.CheckInto(check, "contact");
        request.Share?.CheckInto(check);
        Household.CheckIncomeBracketInto(check, request.IncomeBracket);
        return check;
    }

    static async Task<Answer<FormedHousehold>> SplitAsync(
        Work work, PersonalData personal, SearchDigests digests, Guid householdId, SplitRequest request)
    {
        if (await work.HoldHouseholdAsync(householdId) is not { } household)
        {
            return Refusal.NotFound("household", householdId);
        }
        var stays = await work.ListStaysAsync(householdId);
        var (decided, problem) = Separation.Decide(household, stays, request.Members, request.On);
        if (decided is null)
        {
            return problem!;
        }
        var formed = new NewHousehold(
            Guid.CreateVersion7(), null, decided.FromPeriod, [], request.Address, request.Contact,
            request.IncomeBracket);
        var warnings = await work.FindDuplicatesAsync(
            digests, [new Candidate(formed.HouseholdId, false, request.Address, [])]);
        await RegisterHousehold.InsertHouseholdsAsync(work, [formed]);
        await personal.WriteAsync(
            work, formed.HouseholdId, Whereabouts.Of(request.Address, request.Contact));
        await work.MoveMembersAsync(request.Members, formed.HouseholdId, request.On);
        await work.IndexHouseholdsAsync(personal, digests, [householdId, formed.HouseholdId]);
        var version = await TellAsync(work, household, formed, decided, request);
        return new Answer<FormedHousehold>
        {
            Value = new FormedHousehold(
                formed.HouseholdId, householdId, request.Members, request.On, formed.FromPeriod, version,
                [.. warnings[formed.HouseholdId]]),
            Location = $"/v1/caisses/{work.Caisse}/households/{formed.HouseholdId}",
        };
    }

    static async Task<long> TellAsync(
        Work work, Household household, NewHousehold formed, Separation decided, SplitRequest request)
    {
        await work.PublishAsync(new HouseholdAdmitted(
            work.Caisse, formed.HouseholdId, request.Members, formed.FromPeriod,
            RegisterHousehold.FirstVersion, work.Now));
        var version = await work.PublishHouseholdChangedAsync(household.HouseholdId);
        await work.PublishAsync(new HouseholdSplit(
            work.Caisse, household.HouseholdId, formed.HouseholdId, request.Members, decided.People,
            request.Share?.Cents, version, work.Now));
        await work.AuditAsync(
            "household.split", household.HouseholdId, new { household.Version, decided.People },
            new
            {
                version, NewHouseholdId = formed.HouseholdId, request.Members, request.On,
                formed.FromPeriod, request.Share,
            });
        return version;
    }
}
