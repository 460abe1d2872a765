using Caisse.Membership.Campaigning;
using Caisse.Membership.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Drawing;

/// <summary>Shows anyone a draw, under pseudonyms: what was committed to, drawn, and refused.</summary>
static class ReadDraw
{
    internal sealed record DrawAnswer
    {
        public required Guid Id { get; init; }
        public required Guid CampaignId { get; init; }
        public required string State { get; init; }
        public required int Candidates { get; init; }
        public required DateTimeOffset FrozenAt { get; init; }
        public required string PoolHash { get; init; }
        public required DateTimeOffset? CommittedAt { get; init; }
        public required string? BundleHash { get; init; }
        public required OpenCampaign.PublicValue PublicValue { get; init; }
        public required string? Value { get; init; }
        public required int? Number { get; init; }
        public required DateTimeOffset? DrawnAt { get; init; }
        public required IReadOnlyList<SeatAnswer> Panel { get; init; }
        public required IReadOnlyList<RefusalAnswer> Refusals { get; init; }
    }

    /// <summary>A seat: who was drawn for it, who has it now, and who is asked next, in this order.</summary>
    internal sealed record SeatAnswer(
        int Seat, string Pseudonym, string? Holder, IReadOnlyList<string> Alternates);

    /// <param name="Number">In the order in which anyone recomputes who succeeds.</param>
    /// <param name="Pseudonym">Who refused.</param>
    /// <param name="Seat">The seat they held or were next for, if any.</param>
    /// <param name="Successor">Who is next for it, if anyone fits.</param>
    /// <param name="Basis">"alternate" or "conditional_draw".</param>
    /// <param name="RecordedAt">When, UTC.</param>
    /// <param name="IsAutomatic">They were passed over, because they are not in the fund any more.</param>
    internal sealed record RefusalAnswer(
        int Number, string Pseudonym, int? Seat, string? Successor, string? Basis, DateTimeOffset RecordedAt,
        bool IsAutomatic);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/draws/{drawId:guid}", HandleAsync)
            .Describe(nameof(ReadDraw), "A draw as it is published, under pseudonyms.")
            .AllowAnonymous();

    static async Task<Answer<DrawAnswer>> HandleAsync(
        Guid drawId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        return await FindAsync(work, drawId) is { } draw ? draw : Refusal.NotFound("draw", drawId);
    }

    internal static async Task<DrawAnswer?> FindAsync(Work work, Guid drawId)
    {
        var of = new { work.Caisse, drawId };
        if (await work.FindAsync<DrawRow>(Find, of) is not { } row)
        {
            return null;
        }
        var seats = await ReadSeatsAsync(work, drawId);
        var refusals = await ReadRefusalsAsync(work, drawId);
        var holders = Succession.HoldersOf(seats, refusals.Select(ToRecorded));
        return new DrawAnswer
        {
            Id = drawId,
            CampaignId = row.CampaignId,
            State = row.State,
            Candidates = row.Candidates,
            FrozenAt = row.FrozenAt,
            PoolHash = row.PoolHash,
            CommittedAt = row.CommittedAt,
            BundleHash = row.BundleHash,
            PublicValue = new OpenCampaign.PublicValue(
                row.ValueSource, row.AwaitedAt, row.ValueForm, row.ValueLength, row.ValueSigners),
            Value = row.Value,
            Number = row.Number,
            DrawnAt = row.DrawnAt,
            Panel = [.. seats.Select(seat =>
                new SeatAnswer(seat.Seat, seat.Pseudonym, holders[seat.Seat], seat.Alternates))],
            Refusals = refusals,
        };
    }

    internal static async Task<IReadOnlyList<DrawnSeat>> ReadSeatsAsync(Work work, Guid drawId) =>
        [.. (await work.ListAsync<SeatRow>(ReadSeats, new { work.Caisse, drawId }))
            .Select(row => new DrawnSeat(row.Seat, row.Pseudonym, row.Alternates))];

    internal static Task<IReadOnlyList<RefusalAnswer>> ReadRefusalsAsync(Work work, Guid drawId) =>
        work.ListAsync<RefusalAnswer>(ReadRefusals, new { work.Caisse, drawId });

    internal static RecordedRefusal ToRecorded(RefusalAnswer refusal) =>
        new(refusal.Pseudonym, refusal.Seat, refusal.Successor, refusal.Basis);

    sealed record DrawRow(
        Guid CampaignId, string State, int Candidates, DateTimeOffset FrozenAt, string PoolHash,
        DateTimeOffset? CommittedAt, string? BundleHash, string ValueSource, DateTimeOffset AwaitedAt,
        string? ValueForm, int? ValueLength, int ValueSigners, string? Value, int? Number,
        DateTimeOffset? DrawnAt);

    sealed record SeatRow
    {
        public int Seat { get; init; }
        public string Pseudonym { get; init; } = "";
        public string[] Alternates { get; init; } = [];
    }

    const string Find =
        """
        select campaign_id, state, candidates, frozen_at, pool_hash, committed_at, bundle_hash, value_source,
            awaited_at, value_form, value_length, value_signers, value, number, drawn_at
        from draw
        join campaign using (caisse_id, campaign_id)
        left join draw_commitment using (caisse_id, draw_id)
        left join draw_outcome using (caisse_id, draw_id)
        where caisse_id = @Caisse and draw_id = @drawId
        """;

    const string ReadSeats =
        """
        select seat, pseudonym, alternates from draw_seat
        where caisse_id = @Caisse and draw_id = @drawId order by seat
        """;

    const string ReadRefusals =
        """
        select number, pseudonym, seat, successor, basis, recorded_at, reason is not null as is_automatic
        from draw_refusal where caisse_id = @Caisse and draw_id = @drawId order by number
        """;
}
