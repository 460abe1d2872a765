using Caisse.Contracts.Governance;
using Caisse.Rules;
using Caisse.ServiceDefaults;

namespace Caisse.Governance.Proposing;

/// <summary>Puts a text, and the rule it would change, before a body.</summary>
static class SubmitProposal
{
    const int LongestProposal = 10_000;
    const int FurthestYears = 10;

    internal sealed record ProposalRequest(
        Guid BodyId, string Title, string Text, DateOnly InForceFrom, EffectRequest? Effect = null);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/proposals", HandleAsync)
            .Describe(nameof(SubmitProposal),
                "Propose a text to a body and, to the citizens' committee, a change of a rule.")
            .Creates()
            .Allow(Grants.Coordinator, Grants.Member);

    static async Task<Answer<ReadProposal.ProposalAnswer>> HandleAsync(
        ProposalRequest request, Caller caller, Database database, CancellationToken cancel)
    {
        var effect = request.Effect ?? new EffectRequest(EffectKinds.None);
        if (Problem(request, effect) is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        if (await RefuseAsync(work, caller, work.Today, request, effect) is { } refusal)
        {
            return refusal;
        }
        var id = Guid.CreateVersion7();
        var value = effect.Kind == EffectKinds.None ? null : effect.Value?.GetRawText();
        await work.ExecuteAsync(InsertProposal, new
        {
            work.Caisse,
            id,
            request.BodyId,
            request.Title,
            request.Text,
            effect.Kind,
            value,
            request.InForceFrom,
            work.Now,
        });
        var proposal = (await ReadProposal.FindAsync(work, id))!;
        await work.AuditAsync("proposal.submitted", id, null, proposal);
        await work.CommitAsync(cancel);
        return new Answer<ReadProposal.ProposalAnswer>
        {
            Value = proposal,
            Location = $"/v1/caisses/{work.Caisse}/proposals/{id}",
        };
    }

    static Refusal? Problem(ProposalRequest request, EffectRequest effect)
    {
        // A proposal has paragraphs, so line breaks are not the control characters to refuse.
        var check = new Check().Id(request.BodyId, "bodyId")
            .Text(request.Title, "title")
            .Text(request.Text?.ReplaceLineEndings(" ").Replace('\t', ' '), "text", LongestProposal);
        effect.CheckInto(check, "effect");
        return check.Problem;
    }

    static async Task<Refusal?> RefuseAsync(
        Work work, Caller caller, DateOnly today, ProposalRequest request, EffectRequest effect)
    {
        if (await work.FindAsync<string>(ReadKind, new { work.Caisse, request.BodyId }) is not { } kind)
        {
            return Refusal.Unprocessable(
                "unknown-body", $"There is no body {request.BodyId} in this caisse.");
        }
        var mayPropose = caller.Has(Grants.Coordinator)
            || await work.OneAsync<bool>(SitsIn, new { work.Caisse, request.BodyId, caller.MemberId, today });
        if (!mayPropose)
        {
            return new Refusal(
                StatusCodes.Status403Forbidden, "no-mandate",
                "Only the coordinator and those who sit in the body propose to it.");
        }
        if (effect.Kind != EffectKinds.None && !BodyKinds.MayChangeRules(kind))
        {
            return Refusal.Unprocessable(
                "body-cannot-decide", "Only the citizens' committee decides on the fund's rules.")
                .With("effect", effect.Kind);
        }
        if (request.InForceFrom < today || request.InForceFrom > today.AddYears(FurthestYears))
        {
            return Refusal.Unprocessable(
                    "not-a-day-to-come",
                    $"inForceFrom must be from {today:O}, today, to {today.AddYears(FurthestYears):O}.")
                .With("earliest", today).With("latest", today.AddYears(FurthestYears));
        }
        return await RefuseUnknownPointsOfSaleAsync(work, effect);
    }

    static async Task<Refusal?> RefuseUnknownPointsOfSaleAsync(Work work, EffectRequest effect)
    {
        var named = effect.As<AccreditPointOfSale>()?.PointOfSaleIds
            ?? (effect.As<SuspendPointOfSale>() is { } suspended ? [suspended.PointOfSaleId] : []);
        var unknown = await work.ListAsync<Guid>(ReadUnknown, new { work.Caisse, Named = named.ToArray() });
        return unknown.Count == 0
            ? null
            : Refusal.Unprocessable(
                    "unknown-point-of-sale",
                    $"Governance knows no point of sale {string.Join(", ", unknown)}. "
                    + "If it applied just now, try again shortly.")
                .With("pointOfSaleIds", unknown);
    }

    const string ReadKind = "select kind from body where caisse_id = @Caisse and body_id = @BodyId";

    const string SitsIn =
        """
        select exists (
            select from mandate
            where caisse_id = @Caisse and body_id = @BodyId and member_id = @MemberId
                and first_day <= @today and @today <= last_day and (ended_on is null or @today < ended_on))
        """;

    const string ReadUnknown =
        """
        select distinct id from unnest(@Named) as id
        where not exists (
            select from known_point_of_sale where caisse_id = @Caisse and point_of_sale_id = id)
        order by id
        """;

    const string InsertProposal =
        """
        insert into proposal (
            caisse_id, proposal_id, body_id, title, text, effect_kind, effect_value, in_force_from, state,
            submitted_at)
        values (@Caisse, @id, @BodyId, @Title, @Text, @Kind, @value::jsonb, @InForceFrom, 'draft', @Now)
        """;
}
