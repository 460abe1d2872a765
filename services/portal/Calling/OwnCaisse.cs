using Caisse.Portal.SigningIn;

namespace Caisse.Portal.Calling;

/// <summary>
/// What a person who is signed in may read and do in their caisse, with their own rights and no others.
/// </summary>
sealed class OwnCaisse(Gateway gateway, Who who)
{
    const int PageSize = 500;
    const int MostPages = 20;

    string At(string path) => $"/v1/caisses/{Uri.EscapeDataString(who.Caisse ?? "")}/{path}";

    internal async Task<Reply<T>> GetAsync<T>(string path, CancellationToken cancel) where T : class =>
        await gateway.GetAsync<T>(At(path), await who.TokenAsync(), cancel);

    /// <summary>A whole list, page by page; one that is longer than any caisse's is cut.</summary>
    internal async Task<Reply<IReadOnlyList<T>>> ListAsync<T>(string path, CancellationToken cancel)
    {
        var items = new List<T>();
        var first = $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={PageSize}";
        var after = "";
        for (var pages = 0; pages < MostPages; pages++)
        {
            var page = await GetAsync<Listed<T>>($"{first}{after}", cancel);
            if (page.Value is null)
            {
                return page.Select<IReadOnlyList<T>>(_ => items);
            }
            items.AddRange(page.Value.Items);
            if (page.Value.Next is not { } next)
            {
                break;
            }
            after = $"&after={Uri.EscapeDataString(next)}";
        }
        return Reply<IReadOnlyList<T>>.Of(items);
    }

    /// <summary>Asks for something to be done: sent twice with the same key, it is done once.</summary>
    internal async Task<Reply<T>> PostAsync<T>(string path, object body, Guid key, CancellationToken cancel)
        where T : class =>
        await gateway.PostAsync<T>(At(path), body, key, await who.TokenAsync(), cancel);

    internal async Task<Reply<T>> DeleteAsync<T>(string path, CancellationToken cancel) where T : class =>
        await gateway.DeleteAsync<T>(At(path), await who.TokenAsync(), cancel);

    /// <summary>The slug of the caisse they signed in to.</summary>
    internal string Caisse => who.Caisse ?? "";

    /// <summary>Who they are, as the platform knows it now.</summary>
    internal async Task<Reply<Account>> MeAsync(CancellationToken cancel) =>
        await gateway.GetAsync<Account>("/v1/me", await who.TokenAsync(), cancel);

    internal async Task<byte[]?> DownloadAsync(string path, CancellationToken cancel) =>
        await gateway.DownloadAsync(At(path), await who.TokenAsync(), cancel);
}

/// <summary>A page of a list, and where the next one begins.</summary>
public sealed record Listed<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>What was made or changed, as far as pages care.</summary>
public sealed record Done(Guid Id);

/// <summary>An answer of which a page needs to know only that it came.</summary>
public sealed record Answered;

/// <summary>A person and what they are in each caisse.</summary>
public sealed record Account(string Subject, string Name, IReadOnlyList<MyCaisse> Caisses)
{
    internal Guid? MemberIdIn(string caisse) => Caisses.FirstOrDefault(one => one.Slug == caisse)?.MemberId;
}

/// <summary>What a person is in a caisse.</summary>
public sealed record MyCaisse(string Slug, IReadOnlyList<string> Grants, Guid? MemberId);
