using Caisse.Contracts.Contributions;
using Caisse.Contracts.Wallet;
using Dapper;

namespace Caisse.Contributions.Tests;

/// <summary>
/// What euros are set aside for is said by who asks, answered to them, and written in the journal.
/// </summary>
public sealed class PurposeTests(StartedService started) : IClassFixture<StartedService>
{
    [Theory]
    [InlineData(FundsPurposes.Allocation, "Dotation")]
    [InlineData(FundsPurposes.Supplement, "Complément de dotation")]
    [InlineData(FundsPurposes.Vouchers, "Bons papier")]
    [InlineData(null, "Émission")]
    public async Task The_journal_and_the_answer_say_what_the_euros_are_for(string? purpose, string words)
    {
        var fund = await TestFund.FoundAsync(started);
        await fund.ReceiveAsync(await fund.AdmitAsync(1), 10_000);
        var (granted, refused) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await fund.RequestAsync(granted, 6_000, purpose);
        await fund.RequestAsync(refused, 6_000, purpose);

        var yes = await fund.Service.ShouldPublishAsync<FundsReserved>(answer => answer.RunId == granted);
        var no = await fund.Service.ShouldPublishAsync<FundsRefused>(answer => answer.RunId == refused);
        Assert.Equal((purpose, purpose), (yes.Purpose, no.Purpose));

        await fund.CompleteAsync(granted, 6_000, purpose);
        Assert.Equal(
            [$"{words} 2026-12, fonds réservés", $"{words} 2026-12, MonA émise"], await LabelsAsync(granted));
    }

    /// <summary>The wallet may have been told without a purpose what was asked for with one.</summary>
    [Fact]
    public async Task What_was_issued_is_booked_as_what_it_was_reserved_for_when_it_does_not_say()
    {
        var fund = await TestFund.FoundAsync(started);
        await fund.ReceiveAsync(await fund.AdmitAsync(1), 10_000);
        var batchId = Guid.CreateVersion7();
        await fund.RequestAsync(batchId, 6_000, FundsPurposes.Vouchers);
        await fund.CompleteAsync(batchId, 6_000, purpose: null);
        Assert.Equal("Bons papier 2026-12, MonA émise", (await LabelsAsync(batchId)).Last());
    }

    async Task<IEnumerable<string>> LabelsAsync(Guid sourceId)
    {
        await using var connection = await started.Service.Database.OpenConnectionAsync();
        return await connection.QueryAsync<string>(
            "select label from journal_entry where source_id = @sourceId order by number", new { sourceId });
    }
}
