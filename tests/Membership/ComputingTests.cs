using System.Globalization;
using System.Net;
using Caisse.Support;
using Dapper;

namespace Caisse.Membership.Tests;

/// <summary>The computation of panels when it is stopped, cut off, or called off.</summary>
public sealed class ComputingTests(Register register) : IClassFixture<Register>
{
    [Fact]
    public async Task What_was_cut_off_is_computed_after_a_restart_and_committed_to_once()
    {
        var campaign = await Campaign.WithCandidatesAsync(register, 12);
        await using var holder = await register.Service.Database.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        // Panels can be computed and nothing can be committed to: there the service is cut off, twice.
        await holder.ExecuteAsync("lock table draw_commitment in share mode", transaction: transaction);
        var frozen = await campaign.FreezeAsync();
        await CommitmentWaitsAsync();
        Assert.Equal(1, await EndCommittingSessionAsync());
        await CommitmentWaitsAsync();
        await using var second = await register.Service.StartAnotherAsync();
        await register.Service.StopAsync();
        await transaction.RollbackAsync();

        using var anyone = second.Client();
        await Eventually.TrueAsync("the other instance commits", async () =>
            (await anyone.ReadAsync(campaign.Root)).GetProperty("state").GetString() == "committed");

        var drawId = frozen.GetProperty("drawId").GetGuid();
        var evidence = await anyone.GetByteArrayAsync(
            new Uri($"{Register.Root}/draws/{drawId}/evidence", UriKind.Relative));
        Assert.Null(Sortition.Verifying.Verification.FirstDifference(evidence));
    }

    async Task CommitmentWaitsAsync()
    {
        await using var observer = await register.Service.Database.OpenConnectionAsync();
        await Eventually.TrueAsync("a commitment waits", () => observer.ExecuteScalarAsync<bool>(
            $"select count(*) > 0 from pg_stat_activity where {IsCommitting}"));
    }

    async Task<int> EndCommittingSessionAsync()
    {
        await using var observer = await register.Service.Database.OpenConnectionAsync();
        return await observer.ExecuteScalarAsync<int>(
            $"select count(pg_terminate_backend(pid)) from pg_stat_activity where {IsCommitting}");
    }

    const string IsCommitting =
        "datname = current_database() and wait_event_type = 'Lock' and query like 'insert into draw_commitment%'";
}

/// <summary>A draw that takes long enough to be watched.</summary>
public sealed class LongComputingTests(Register register) : IClassFixture<Register>
{
    const int Candidates = 900;
    const int Seats = 60;

    [Fact]
    public async Task A_long_computation_is_cancelled_before_its_commitment_and_leaves_nothing()
    {
        var campaign = await Campaign.OpenAsync(register, Campaign.Opening(Seats, ManyQuotas()));
        await VolunteerAsync(campaign.Id);
        await campaign.FreezeAsync();
        await using var observer = await register.Service.Database.OpenConnectionAsync();
        await Eventually.TrueAsync("it computes", () => IsComputingAsync(observer));

        await register.Coordinator.PostAsync(
            $"{campaign.Root}/cancellation", null, HttpStatusCode.OK, at: Register.Now);

        await Eventually.TrueAsync(
            "it no longer computes", async () => !await IsComputingAsync(observer));
        var cancelled = await campaign.StateAsync("cancelled");
        Assert.Equal(0, await observer.ExecuteScalarAsync<int>("select count(*) from draw_commitment"));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, cancelled.GetProperty("bundleHash").ValueKind);
        var refused = await campaign.DrawAsync(HttpStatusCode.Conflict);
        Assert.Equal("not-committed", refused.ProblemType());
    }

    static Task<bool> IsComputingAsync(Npgsql.NpgsqlConnection observer) =>
        observer.ExecuteScalarAsync<bool>(
            """
            select count(*) > 0 from pg_locks join pg_database on pg_database.oid = database
            where locktype = 'advisory' and datname = current_database()
            """);

    static object[] ManyQuotas() =>
    [
        .. from feature in Enumerable.Range(0, 7)
           from value in Enumerable.Range(0, 4)
           select new { feature = $"f{feature}", value = $"{value}", min = 13, max = 17 },
    ];

    /// <summary>Straight into the register: what matters here is that there are many.</summary>
    async Task VolunteerAsync(Guid campaignId)
    {
        await using var connection = await register.Service.Database.OpenConnectionAsync();
        var random = new Random(7);
        var household = (await register.EnrolAsync("2026-12", Register.Anais)).Id();
        for (var number = 0; number < Candidates; number++)
        {
            var features = string.Join(',', Enumerable.Range(0, 7).Select(feature => string.Create(
                CultureInfo.InvariantCulture, $"\"f{feature}\": \"{Math.Min(random.Next(5), 3)}\"")));
            await connection.ExecuteAsync(
                """
                with person as (
                    insert into member (
                        caisse_id, member_id, household_id, first_name, last_name, birth_date, joined_on)
                    values (
                        'montpellier', gen_random_uuid(), @household, 'Camille', 'Martin', '1980-01-01',
                        '2026-12-01')
                    returning member_id)
                insert into candidate (
                    caisse_id, campaign_id, person_id, features, address_key, volunteered_at)
                select 'montpellier', @campaignId, member_id, @features::jsonb, @key, now() from person
                """, new { household, campaignId, features = $"{{{features}}}", key = $"{number / 2}" });
        }
    }
}
