using System.Text.Json;
using Caisse.Contracts.Identity;
using Caisse.Contracts.Wallet;
using Caisse.Support;
using Dapper;

namespace Caisse.Membership.Tests;

/// <summary>The service on real servers, with two caisses and the people who call it.</summary>
public sealed class Register : IAsyncLifetime
{
    internal const string Root = "/v1/caisses/montpellier";

    internal static DateTimeOffset Now { get; } = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    internal RunningService<MembershipService> Service { get; private set; } = null!;

    internal HttpClient Coordinator { get; private set; } = null!;

    internal HttpClient Anyone { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Service = await RunningService<MembershipService>.StartAsync();
        foreach (var slug in new[] { "montpellier", "nantes" })
        {
            await Service.HearAsync(new CaisseFounded(
                slug, slug, slug, "Europe/Paris", $"Association {slug}", "123456789",
                "FR7630006000011234567890189", [], Now));
        }
        Coordinator = Service.Client("montpellier:coordinator");
        Anyone = Service.Client();
    }

    public async Task DisposeAsync()
    {
        Coordinator.Dispose();
        Anyone.Dispose();
        await Service.DisposeAsync();
    }

    internal static object Anais { get; } = Named("Anaïs", "1990-05-05");

    internal static object Emile { get; } = Named("Émile", "1985-01-31");

    internal static object Named(string firstName, string birthDate) =>
        new { firstName, lastName = "Martin", birthDate };

    internal static object Address { get; } =
        new { street = "1 rue de la Loge", postalCode = "34000", city = "Montpellier", district = "Écusson" };

    internal static object Contact { get; } =
        new { email = "anais@example.org", phone = "+33 6 12 34 56 78" };

    internal static object Application(params object[] members) => new
    {
        members,
        address = Address,
        contact = Contact,
        incomeBracket = "1000-1500",
        consent = new { textVersion = "2026-1", givenAt = Now.AddMinutes(-1) },
    };

    internal static object Enrolment(string fromPeriod, params object[] members) => new
    {
        members,
        address = Address,
        contact = Contact,
        fromPeriod,
    };

    /// <summary>Enrols a household; its answer.</summary>
    internal Task<JsonElement> EnrolAsync(string fromPeriod, params object[] members) =>
        Coordinator.PostAsync($"{Root}/households", Enrolment(fromPeriod, members), at: Now);

    internal Task<JsonElement> ApplyAsync(params object[] members) =>
        Anyone.PostAsync($"{Root}/applications", Application(members), at: Now);

    /// <summary>Sends a request twice, lets both meet at the household's row, then lets them go.</summary>
    internal Task<IReadOnlyList<HttpResponseMessage>> SendTwoAtOnceAsync(
        Guid householdId, Func<Task<HttpResponseMessage>> send) =>
        SendTwoAtOnceAsync(
            "select version from household where household_id = @id for update", householdId, send);

    /// <summary>The same at another row.</summary>
    internal async Task<IReadOnlyList<HttpResponseMessage>> SendTwoAtOnceAsync(
        string hold, Guid id, Func<Task<HttpResponseMessage>> send)
    {
        await using var holder = await Service.Database.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await holder.ExecuteAsync(hold, new { id }, transaction);
        Task<HttpResponseMessage>[] requests = [send(), send()];
        // A connection of its own: within a transaction, pg_stat_activity goes on
        // showing what it first showed.
        await using var observer = await Service.Database.OpenConnectionAsync();
        await Eventually.TrueAsync("both requests wait", () => observer.ExecuteScalarAsync<bool>(
            """
            select count(*) = 2 from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'
            """));
        await transaction.RollbackAsync();
        return await Task.WhenAll(requests);
    }

    /// <summary>The ages of a household's people, as it is read.</summary>
    internal static IReadOnlyList<int> Ages(JsonElement household) =>
        [.. household.GetProperty("members").EnumerateArray()
            .Select(one => one.GetProperty("age").GetInt32())];

    internal static AllocationRunRequested Run(string caisse, string period, DateTimeOffset? at = null) =>
        new(caisse, Guid.CreateVersion7(), Contracts.Period.Parse(period), at ?? Now);
}
