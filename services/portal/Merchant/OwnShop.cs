using System.Globalization;
using Caisse.Portal.Calling;
using Caisse.Portal.SigningIn;

namespace Caisse.Portal.Merchant;

/// <summary>What a person who is signed in may read and do for their point of sale.</summary>
sealed class OwnShop(Gateway gateway, Who who)
{
    /// <summary>As many entries as the API gives at once.</summary>
    const string Limit = "limit=500";

    string At(string path) => $"/v1/caisses/{Uri.EscapeDataString(who.Caisse ?? "")}/{path}";

    string AtShop(Guid shop, string path) => At($"points-of-sale/{shop}/{path}");

    /// <summary>Their point of sale; not there for whoever works at none.</summary>
    internal async Task<Reply<MyCaisse>> FindAsync(CancellationToken cancel)
    {
        var me = await GetAsync<SignedIn>("/v1/me", cancel);
        if (me.Value is null)
        {
            return Reply<MyCaisse>.Refused(me.Problem!);
        }
        return me.Value.Caisses.FirstOrDefault(one => one.Slug == who.Caisse
            && one.PointOfSaleId is not null && one.Grants.Contains(Roles.Merchant)) is { } mine
                ? Reply<MyCaisse>.Of(mine)
                : Reply<MyCaisse>.Refused(Problem.Of(StatusCodes.Status404NotFound, "no-point-of-sale", ""));
    }

    internal Task<Reply<ShopStatement>> StatementAsync(
        Guid shop, DateOnly from, DateOnly to, CancellationToken cancel) =>
        GetAsync<ShopStatement>(AtShop(shop, $"statement?from={Iso(from)}&to={Iso(to)}"), cancel);

    internal Task<Reply<Sales>> SalesAsync(Guid shop, DateOnly day, CancellationToken cancel) =>
        GetAsync<Sales>(At($"payments?pointOfSaleId={shop}&from={Iso(day)}&to={Iso(day)}&{Limit}"), cancel);

    internal Task<Reply<ShopSettlements>> SettlementsAsync(Guid shop, CancellationToken cancel) =>
        GetAsync<ShopSettlements>(AtShop(shop, $"settlements?{Limit}"), cancel);

    internal Task<Reply<Devices>> DevicesAsync(Guid shop, CancellationToken cancel) =>
        GetAsync<Devices>(AtShop(shop, $"tills?{Limit}"), cancel);

    internal async Task<Reply<LinkedDevice>> LinkAsync(
        Guid shop, string code, string? name, Guid key, CancellationToken cancel) =>
        await gateway.PostAsync<LinkedDevice>(
            AtShop(shop, "tills"), new { pairingCode = code, name }, key, await who.TokenAsync(), cancel);

    internal async Task<Reply<EndedDevice>> EndAsync(Guid till, CancellationToken cancel) =>
        await gateway.PostAsync<EndedDevice>(
            At($"tills/{till}/end"), new { }, Guid.CreateVersion7(), await who.TokenAsync(), cancel);

    /// <summary>Gives an amount back; without one, all of it, the euros beside it too.</summary>
    internal async Task<Reply<SaleRefund>> RefundAsync(
        Guid sale, long? amountCents, Guid key, CancellationToken cancel) =>
        await gateway.PostAsync<SaleRefund>(
            At($"payments/{sale}/refunds"), new { amountCents }, key, await who.TokenAsync(), cancel);

    async Task<Reply<T>> GetAsync<T>(string path, CancellationToken cancel) where T : class =>
        await gateway.GetAsync<T>(path, await who.TokenAsync(), cancel);

    static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
