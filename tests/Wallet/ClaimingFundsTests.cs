using Caisse.Contracts;
using Caisse.Contracts.Contributions;
using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Caisse.Wallet.Tests;

/// <summary>What is told of reserved euros is heard by the one who asked for them.</summary>
public sealed class ClaimingFundsTests(Fund fund) : IClassFixture<Fund>
{
    public static TheoryData<string> Purposes =>
    [
        .. typeof(FundsPurposes).GetFields().Select(purpose => (string)purpose.GetRawConstantValue()!),
    ];

    [Theory]
    [MemberData(nameof(Purposes))]
    public void Each_purpose_has_one_claimant(string purpose)
    {
        Assert.Single(ClaimantsOf(Reserved(Guid.CreateVersion7(), purpose)));
        Assert.Single(ClaimantsOf(new FundsRefused(
            Fund.Caisse, Guid.CreateVersion7(), 1000, 10, DateTimeOffset.UnixEpoch, Purpose: purpose)));
    }

    [Fact]
    public void What_was_told_before_there_were_purposes_is_heard_by_all_who_may_have_asked()
    {
        Assert.Equal(Purposes.Count, ClaimantsOf(Reserved(Guid.CreateVersion7(), null)).Count());
        Assert.Empty(ClaimantsOf(Reserved(Guid.CreateVersion7(), "something of tomorrow")));
    }

    [Fact]
    public async Task What_is_for_another_leaves_no_entry_in_the_inbox_and_changes_nothing()
    {
        var household = await fund.AdmitAsync();
        var run = await fund.StartRunAsync("2026-03", (household, [40]));
        var asked = await fund.Service.ShouldPublishAsync<FundsReservationRequested>(one => one.RunId == run);
        Assert.Equal(FundsPurposes.Allocation, asked.Purpose);
        var before = await HeardAsync();

        await fund.Service.HearAsync(Reserved(run, FundsPurposes.Vouchers) with
        {
            AmountCents = asked.AmountCents,
        });
        await fund.RunInStateAsync(run, "reserving");
        await fund.CreditAsync(run);

        Assert.Equal(
            ["IssueVouchersOnFundsReserved", "StartCreditingOnFundsReserved"],
            (await HeardAsync()).Skip(before.Count).Order(StringComparer.Ordinal));
        var completed =
            await fund.Service.ShouldPublishAsync<AllocationRunCompleted>(one => one.RunId == run);
        Assert.Equal(FundsPurposes.Allocation, completed.Purpose);
    }

    static FundsReserved Reserved(Guid runId, string? purpose) =>
        new(Fund.Caisse, runId, 1000, DateTimeOffset.UnixEpoch, Purpose: purpose);

    IEnumerable<IHandle<TEvent>> ClaimantsOf<TEvent>(TEvent happened) where TEvent : IEvent
    {
        using var scope = fund.Service.Services.CreateScope();
        return [.. scope.ServiceProvider.GetServices<IHandle<TEvent>>().Where(one => one.Claims(happened))];
    }

    /// <summary>Of those who may be told of reserved euros, who has heard what, in order.</summary>
    async Task<IReadOnlyList<string>> HeardAsync()
    {
        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<string>(
            "select consumer from inbox where consumer like '%OnFundsReserved' order by received_at")];
    }
}
