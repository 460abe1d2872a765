using Caisse.ServiceDefaults;

namespace Caisse.Identity.Inviting;

/// <summary>Takes back an invitation that nobody has accepted yet.</summary>
static class TakeBackInvitation
{
    internal sealed record TakenBack(Guid Id);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapDelete("/invitations/{invitationId:guid}", HandleAsync)
            .Describe(nameof(TakeBackInvitation), "Take back an invitation that nobody has accepted yet.")
            .OfPlatformToo()
            .Allow(Grants.Operator, Grants.Coordinator);

    static async Task<Answer<TakenBack>> HandleAsync(
        Guid invitationId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        var keys = new { work.Caisse, invitationId, Now = TimeProvider.System.GetUtcNow() };
        if (await work.ExecuteAsync(TakeBack, keys) == 0)
        {
            return await work.OneAsync<bool>(IsAccepted, keys)
                ? Refusal.Conflict("invitation-accepted", "The invitation was accepted: dismiss the person.")
                : Refusal.NotFound("invitation", invitationId);
        }
        await work.AuditAsync("invitation.taken-back", invitationId);
        await work.CommitAsync(cancel);
        return new TakenBack(invitationId);
    }

    const string TakeBack =
        """
        update invitation set taken_back_at = @Now
        where caisse_id = @Caisse and invitation_id = @invitationId and accepted_at is null
            and taken_back_at is null
        """;

    const string IsAccepted =
        """
        select exists (
            select from invitation
            where caisse_id = @Caisse and invitation_id = @invitationId and accepted_at is not null)
        """;
}
