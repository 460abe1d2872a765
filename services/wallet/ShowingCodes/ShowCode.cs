using System.Buffers.Text;
using System.Security.Cryptography;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.OpeningWallets;
using Caisse.Wallet.Suspending;

namespace Caisse.Wallet.ShowingCodes;

/// <summary>
/// Gives a person of a household, or their delegate, a code to show at a till: good once, for a minute. Only
/// its hash is kept.
/// </summary>
static class ShowCode
{
    const int CodeBytes = 16;

    /// <summary>Enough for a family that shops with several phones; the newest are kept.</summary>
    internal const int MostOpenCodes = 5;

    internal sealed record CodeAnswer(string Code, DateTimeOffset ExpiresAt);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/wallets/{householdId:guid}/qr", HandleAsync)
            .Describe(nameof(ShowCode), "A code to show at a till; image/svg+xml by Accept.")
            .Produces<CodeAnswer>(StatusCodes.Status200OK, "application/json", QrCode.Svg)
            .Allow(Grants.Member, Grants.Delegate);

    static async Task<IResult> HandleAsync(
        Guid householdId, Caller caller, Database database, KnownCaisse caisse, HttpRequest request,
        CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        if (!await Households.IsOfAsync(work, caller, householdId))
        {
            return Refusal.NotFound("wallet", householdId);
        }
        if ((await work.FindStandingAsync(householdId))?.RefuseSpending(caisse.DayOf) is { } closed)
        {
            return closed;
        }
        var code = ShownCode.Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(CodeBytes));
        var shown = new
        {
            work.Caisse,
            householdId,
            CodeSha256 = ShownCode.Hash(code),
            work.Actor,
            work.Now,
            ExpiresAt = work.Now + ShownCode.Lifetime,
            OthersOpen = MostOpenCodes - 1,
        };
        await work.ExecuteAsync(LockHousehold, shown);
        await work.ExecuteAsync(EndOldest, shown);
        await work.ExecuteAsync(Insert, shown);
        await work.CommitAsync(cancel);
        return QrCode.AnswerAs(request, code, TypedResults.Ok(new CodeAnswer(code, shown.ExpiresAt)));
    }

    const string LockHousehold =
        """
        select from household where caisse_id = @Caisse and household_id = @householdId for no key update
        """;

    const string EndOldest =
        """
        update shown_code set ended_at = @Now
        where caisse_id = @Caisse and code_sha256 in (
            select code_sha256 from shown_code
            where caisse_id = @Caisse and household_id = @householdId
              and used_at is null and ended_at is null and expires_at > @Now
            order by shown_at desc, code_sha256 offset @OthersOpen)
        """;

    const string Insert =
        """
        insert into shown_code (caisse_id, code_sha256, household_id, shown_by, shown_at, expires_at)
        values (@Caisse, @CodeSha256, @householdId, @Actor, @Now, @ExpiresAt)
        """;
}
