using Caisse.Portal.Calling;
using Caisse.Portal.SigningIn;

namespace Caisse.Portal.Member;

/// <summary>
/// What a person who is signed in may read and do for their household, with their own rights.
/// </summary>
sealed class OwnHousehold(Gateway gateway, Who who)
{
    /// <summary>As many movements as the API gives at once; a page shows one month of them.</summary>
    const string Limit = "500";

    const int MostPages = 20;

    string At(string path) => $"/v1/caisses/{Uri.EscapeDataString(who.Caisse ?? "")}/{path}";

    /// <summary>The first of their wallets: their own household's, or else of whom they act for.</summary>
    internal async Task<Reply<OwnWallet>> FindAsync(CancellationToken cancel)
    {
        var wallets = await GetAsync<OwnWallets>("wallets", cancel);
        return wallets.Value is { Items: [var first, ..] }
            ? Reply<OwnWallet>.Of(first)
            : Reply<OwnWallet>.Refused(wallets.Problem ?? Problem.Of(404, "no-household", ""));
    }

    internal Task<Reply<Wallet>> WalletAsync(Guid household, CancellationToken cancel) =>
        GetAsync<Wallet>($"wallets/{household}", cancel);

    internal Task<Reply<Cards>> CardsAsync(Guid household, CancellationToken cancel) =>
        GetAsync<Cards>($"wallets/{household}/cards", cancel);

    /// <summary>Every movement, the newest first.</summary>
    internal async Task<Reply<Movements>> MovementsAsync(Guid household, CancellationToken cancel)
    {
        var all = new List<Movement>();
        var after = "";
        for (var pages = 0; pages < MostPages; pages++)
        {
            var page = await GetAsync<Movements>(
                $"wallets/{household}/entries?limit={Limit}{after}", cancel);
            if (page.Value is null)
            {
                return page;
            }
            all.AddRange(page.Value.Items);
            if (page.Value.Next is not { } next)
            {
                break;
            }
            after = $"&after={Uri.EscapeDataString(next)}";
        }
        all.Reverse();
        return Reply<Movements>.Of(new Movements(all, null));
    }

    /// <summary>A new code to show, good once and for a minute.</summary>
    internal async Task<Reply<ShownCode>> ShowCodeAsync(Guid household, CancellationToken cancel) =>
        await gateway.PostAsync<ShownCode>(
            At($"wallets/{household}/qr"), new { }, Guid.CreateVersion7(), await who.TokenAsync(), cancel);

    internal async Task<Reply<BlockedCard>> BlockAsync(Guid card, CancellationToken cancel) =>
        await gateway.PostAsync<BlockedCard>(
            At($"cards/{card}/block"), new { }, Guid.CreateVersion7(), await who.TokenAsync(), cancel);

    async Task<Reply<T>> GetAsync<T>(string path, CancellationToken cancel) where T : class =>
        await gateway.GetAsync<T>(At(path), await who.TokenAsync(), cancel);
}
