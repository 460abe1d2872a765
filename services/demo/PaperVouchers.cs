using System.Text.Json;

namespace Caisse.Demo;

/// <summary>
/// Paper vouchers: some that the fund gives out to people without a card yet, with a second person's yes, and
/// some that a household makes out of its own wallet. One is lost and cancelled, one is kept for later.
/// </summary>
sealed class PaperVouchers(Gateway gateway, Notebook notebook, Fund fund)
{
    const int OfTheFund = 20;
    const int OfAHousehold = 5;
    const long FundValueCents = 1000;
    const long HouseholdValueCents = 500;

    sealed record Printed(Guid Id, string Serial);

    sealed record Batch(Guid Id, IReadOnlyList<Printed> Vouchers);

    /// <summary>Issues and redeems them; how many were redeemed.</summary>
    internal async Task<int> UseAsync(DateOnly month)
    {
        var at = Moment.At(month.AddDays(3), 9);
        var ofTheFund = await IssueAsync("fund", fund.Treasurer, null, OfTheFund, FundValueCents, at);
        await ApproveAsync(ofTheFund, at.AddHours(1));
        await CancelAsync(ofTheFund.Vouchers[0], at.AddHours(2));
        var (household, phone) = fund.Phones.First();
        var own = await IssueAsync(
            "household", phone, fund.Enrolled[household].Id, OfAHousehold, HouseholdValueCents,
            at.AddHours(2));
        await RedeemAsync(ofTheFund.Vouchers.Skip(1), FundValueCents, at.AddDays(1));
        await RedeemAsync(own.Vouchers.Skip(1), HouseholdValueCents, at.AddDays(2));
        return OfTheFund + OfAHousehold - 2;
    }

    async Task<Batch> IssueAsync(
        string what, Session by, Guid? householdId, int count, long valueCents, DateTimeOffset at)
    {
        var expiresOn = Moment.Day(DateOnly.FromDateTime(at.Date).AddMonths(6));
        var issued = await OnceAsync(
            $"vouchers of the {what}", by, "vouchers", new { householdId, count, valueCents, expiresOn }, at);
        return new Batch(
            issued.GetProperty("id").GetGuid(),
            [.. issued.GetProperty("vouchers").EnumerateArray().Select(voucher => new Printed(
                voucher.GetProperty("id").GetGuid(), voucher.GetProperty("serial").GetString()!))]);
    }

    async Task ApproveAsync(Batch batch, DateTimeOffset at)
    {
        await OnceAsync(
            "vouchers approved", fund.Coordinator, $"voucher-batches/{batch.Id}/approval", new { }, at);
        await Waiting.UntilAsync("the euros behind vouchers are reserved", async () =>
        {
            var now = await gateway.SendAsync(
                fund.Treasurer, new Call(HttpMethod.Get, fund.At($"voucher-batches/{batch.Id}"), null, at));
            return now.GetProperty("state").GetString() switch
            {
                "issued" => true,
                "refused" => throw new InvalidOperationException($"The fund cannot cover vouchers: {now}"),
                _ => false,
            };
        });
    }

    /// <summary>A cancellation whose answer was lost is told again as the refusal to cancel twice.</summary>
    Task<bool> CancelAsync(Printed voucher, DateTimeOffset at) =>
        notebook.OnceAsync($"{fund.Plan.Slug} voucher cancelled", async () =>
        {
            var reply = await gateway.TrySendAsync(
                fund.Coordinator,
                new Call(HttpMethod.Post, fund.At($"vouchers/{voucher.Id}/cancellation"), null, at));
            return reply.IsSuccess || reply.ProblemType == "voucher-cancelled"
                ? true
                : throw new InvalidOperationException($"A voucher cannot be cancelled: {reply.Json}");
        });

    async Task RedeemAsync(IEnumerable<Printed> vouchers, long valueCents, DateTimeOffset at)
    {
        foreach (var (place, voucher) in vouchers.Index())
        {
            var shop = fund.Shops[place % fund.Shops.Count];
            await OnceAsync($"voucher {voucher.Id}", shop.Till, "payments", new
            {
                pointOfSaleId = shop.Id,
                means = new { voucher = voucher.Serial },
                amountCents = valueCents,
            }, at.AddMinutes(place));
        }
    }

    Task<JsonElement> OnceAsync(string what, Session by, string path, object body, DateTimeOffset at)
    {
        var key = Moment.Key(fund.Plan.Slug, what);
        var call = new Call(HttpMethod.Post, fund.At(path), body, at, key) { IsPatient = true };
        return notebook.OnceAsync($"{fund.Plan.Slug} {what}", () => gateway.SendAsync(by, call));
    }
}
