using Caisse.Identity.Accounts;
using Caisse.Identity.Mailing;
using Caisse.Identity.Pages;
using Caisse.Identity.SigningIn;
using Caisse.ServiceDefaults;

namespace Caisse.Identity.Inviting;

/// <summary>
/// Invites a person to open an account with roles in a caisse: by mail with a link, or, without an address,
/// with a code for a letter that is answered this once. Nobody hands out another person's secret.
/// </summary>
static class Invite
{
    /// <param name="Name">The person's, as the page greets them.</param>
    /// <param name="Roles">At least one.</param>
    /// <param name="MemberId">The person in the register, for members and delegates.</param>
    /// <param name="PointOfSaleId">For the people of a point of sale.</param>
    /// <param name="Email">Where the link goes; null for a letter.</param>
    /// <param name="Language"><c>fr</c> or <c>en</c>; French where it is not said.</param>
    internal sealed record InviteRequest(
        string Name, IReadOnlyList<string> Roles, Guid? MemberId = null, Guid? PointOfSaleId = null,
        string? Email = null, string? Language = null);

    internal sealed record InviteAnswer(
        Guid Id, string Name, IReadOnlyList<string> Roles, Guid? MemberId, Guid? PointOfSaleId, string? Email,
        DateTimeOffset ExpiresAt, string? LetterCode, string? LetterAddress);

    const int DigitsInGroup = 4;

    static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/invitations", HandleAsync)
            .Describe(
                nameof(Invite),
                "Invite a person to open an account; without an email the answer holds the code for a "
                + "letter, shown this once.")
            .Creates()
            .OfPlatformToo()
            .Allow(Grants.Operator, Grants.Coordinator);

    static async Task<Answer<InviteAnswer>> HandleAsync(
        InviteRequest request, Caller caller, Database database, Codes codes, Letterbox letterbox,
        AccountRegister accounts, IConfiguration configuration, CancellationToken cancel)
    {
        if (InvitedRoles.Examine(request) is { } problem)
        {
            return problem;
        }
        if (InvitedRoles.NotTheirsToGive(request, caller) is { } refusal)
        {
            return refusal;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var names = await accounts.NamesAsync([work.Caisse], cancel);
        if (work.Caisse != Grants.EveryCaisse && !names.ContainsKey(work.Caisse))
        {
            return Refusal.NoSuchCaisse(work.Caisse);
        }
        var email = request.Email is null ? null : MailCodes.Normalize(request.Email);
        var code = email is null ? Codes.MakeForLetter() : Codes.MakeForLink();
        var address = $"{Addresses.Root(configuration)}{Addresses.Invitation[1..]}/{code}";
        var answer = await InsertAsync(work, request, email, codes.Hash("invitation", code));
        if (email is not null)
        {
            var words = new Words(request.Language ?? Words.French);
            var name = names.GetValueOrDefault(work.Caisse, words["brand"]);
            await letterbox.PostAsync(work, new Letter(
                email, words.Format("mail.invitation.subject", name),
                words.Format("mail.invitation.body", request.Name, address, words.Moment(answer.ExpiresAt))));
        }
        await work.CommitAsync(cancel);
        return new Answer<InviteAnswer>
        {
            Value = email is not null ? answer : answer with
            {
                LetterCode = Codes.InGroups(code, DigitsInGroup),
                LetterAddress = address,
            },
            Location = $"/v1/caisses/{work.Caisse}/invitations/{answer.Id}",
        };
    }

    static async Task<InviteAnswer> InsertAsync(
        Work work, InviteRequest request, string? email, string hash)
    {
        var now = TimeProvider.System.GetUtcNow();
        var row = new
        {
            work.Caisse,
            InvitationId = Guid.CreateVersion7(),
            hash,
            request.Name,
            email,
            Language = request.Language ?? Words.French,
            Roles = request.Roles.ToArray(),
            request.MemberId,
            request.PointOfSaleId,
            work.Actor,
            now,
            Until = now + Lifetime,
        };
        await work.ExecuteAsync(Insert, row);
        await work.AuditAsync(
            "invitation.sent", row.InvitationId, null,
            new { row.Roles, row.MemberId, row.PointOfSaleId, ByMail = email is not null });
        return new InviteAnswer(
            row.InvitationId, row.Name, row.Roles, row.MemberId, row.PointOfSaleId, email, row.Until, null,
            null);
    }

    const string Insert =
        """
        insert into invitation (
            caisse_id, invitation_id, code_hmac, name, email, language, grants, member_id, point_of_sale_id,
            invited_by, invited_at, expires_at)
        values (
            @Caisse, @InvitationId, @hash, @Name, @email, @Language, @Roles, @MemberId, @PointOfSaleId,
            @Actor, @now, @Until)
        """;
}
