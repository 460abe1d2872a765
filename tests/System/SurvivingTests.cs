using Caisse.Support;

namespace Caisse.SystemTests;

[Collection(PlatformTests.Name)]
public sealed class SurvivingTests(Platform platform)
{
    [Theory]
    [InlineData("gateway")]
    [InlineData("contributions")]
    public async Task What_is_killed_comes_back_and_nothing_is_lost(string name)
    {
        var fund = await Fund.FoundAsync(
            platform, $"survives-{name}", Fund.At(2025, 12, 15), Fund.HundredPerAdult, Fund.OneEuro);
        var household = await fund.AdmitAsync(Fund.Month(2026, 1), new DateOnly(1980, 4, 1));
        await fund.ReceiveGrantAsync(50_000);

        var restarts = platform.Kill(name);
        await platform.RunsAgainAsync(name, restarts);

        await fund.AllocateAsync(Fund.Month(2026, 1));
        Assert.Equal(10_000, await fund.BalanceAsync(household));
        Assert.Equal(50_000, (await fund.ReadFundAsync()).Cents("cashCents"));
        await fund.ShouldAgreeAsync();
    }
}
