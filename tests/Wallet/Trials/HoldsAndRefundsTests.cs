using Caisse.Contracts;
using Caisse.Rules;
using FsCheck;
using FsCheck.Experimental;
using FsCheck.Fluent;

namespace Caisse.Wallet.Tests.Trials;

/// <summary>Whatever is held, captured, given up, too old and given back, in whatever order.</summary>
public sealed class HoldsAndRefundsTests(Fund fund) : IClassFixture<Fund>
{
    const int SequencesOnPaper = 500;
    const int LongestOnPaper = 60;
    const int SequencesOfTheService = 6;
    const int LongestOfTheService = 25;

    [Fact]
    public void Holds_and_refunds_are_decided_as_the_model_says() =>
        new HoldsMachine(() => new PaperLedger(HoldsMachine.BalanceCents), LongestOnPaper)
            .ToProperty().Check(Config.QuickThrowOnFailure.WithMaxTest(SequencesOnPaper));

    [Fact]
    public async Task The_service_holds_and_refunds_as_the_model_says()
    {
        await fund.DecideAsync(
            SetAllocationScheme.Kind, new SetAllocationScheme(HoldsMachine.BalanceCents, 0),
            new DateOnly(2026, 1, 1));
        await fund.DecideAsync(
            SetCategoryRates.Kind, new SetCategoryRates([new("two hearts", 70), new("wine", 0)]),
            new DateOnly(2026, 1, 1));
        var months = 0;
        LedgerUnderTrial Begin() => ServiceLedger
            .OpenAsync(fund, new Period(new DateOnly(2026, 1, 1).AddMonths(months++)).ToString())
            .GetAwaiter().GetResult();

        new HoldsMachine(Begin, LongestOfTheService)
            .ToProperty().Check(Config.QuickThrowOnFailure.WithMaxTest(SequencesOfTheService));
    }
}
