using System.Text.Json;

namespace Caisse.Demo;

/// <summary>
/// Invites the demonstration's people by letter, as a coordinator would. Their codes are in the notebook:
/// with them the demonstration acts as these people, and whoever looks at it signs in as them.
/// </summary>
sealed class Inviting(Gateway gateway, Notebook notebook, FundPlan plan, Session platformOperator)
{
    internal async Task<Session> InviteAsync(
        Session by, string name, string role, DateTimeOffset at, Guid? memberId = null,
        Guid? pointOfSaleId = null)
    {
        var invitation = await notebook.OnceAsync(
            $"{plan.Slug} invited {role} {name} {memberId}", () => gateway.SendAsync(by, new Call(
                HttpMethod.Post, $"{plan.Slug}/invitations",
                new { name, roles = (string[])[role], memberId, pointOfSaleId }, at)
            {
                IsPatient = true,
            }));
        return Session.OfPerson(platformOperator, invitation);
    }

    /// <summary>Another operator of the platform, who is a person.</summary>
    internal async Task<Session> InviteOperatorAsync(string name, DateTimeOffset at) => Session.OfPerson(
        platformOperator,
        await notebook.OnceAsync<JsonElement>(
            $"invited operator {name}", () => gateway.SendAsync(platformOperator, new Call(
                HttpMethod.Post, "*/invitations", new { name, roles = (string[])["operator"] }, at))));
}
