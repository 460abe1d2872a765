using Caisse.Portal.Calling;
using Caisse.Portal.Showing;

namespace Caisse.Portal.Committee;

/// <summary>A proposal that would let points of sale take MonA, and which ones.</summary>
sealed record AccreditationFile(ListedProposal Proposal, IReadOnlyList<Guid> Places);

/// <summary>The proposals about accreditation that no vote has closed yet.</summary>
static class AccreditationFiles
{
    internal static async Task<Reply<IReadOnlyList<AccreditationFile>>> ReadAsync(
        OwnCaisse own, CancellationToken cancel)
    {
        var proposals = await own.ListAsync<ListedProposal>("proposals", cancel);
        if (proposals.Value is not { } all)
        {
            return proposals.Select<IReadOnlyList<AccreditationFile>>(_ => []);
        }
        var files = await Task.WhenAll(all
            .Where(one => one.EffectKind == EffectKinds.Accredit && one.State is "draft" or "open")
            .Select(async one => new AccreditationFile(one, await PlacesOfAsync(own, one, cancel))));
        return Reply<IReadOnlyList<AccreditationFile>>.Of(
            [.. files.Where(file => file.Proposal.EffectKind == EffectKinds.Accredit)]);
    }

    static async Task<IReadOnlyList<Guid>> PlacesOfAsync(
        OwnCaisse own, ListedProposal one, CancellationToken cancel)
    {
        var proposal = await own.GetAsync<Proposal>($"proposals/{one.Id}", cancel);
        return proposal.Value?.Effect.Value is { } value
            ? [.. new RuleValue(value).List("pointOfSaleIds").Select(id => Guid.Parse(id.AsText))]
            : [];
    }
}

/// <summary>Kinds of bodies.</summary>
static class Bodies
{
    internal const string Citizens = "citizens_committee";
}
