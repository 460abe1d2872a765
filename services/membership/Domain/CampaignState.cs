using Caisse.ServiceDefaults;

namespace Caisse.Membership.Domain;

/// <summary>How far a campaign has come: open, computing, committed, drawn; or ended undrawn.</summary>
static class CampaignState
{
    internal const string Open = "open";
    internal const string Computing = "computing";
    internal const string Committed = "committed";
    internal const string Drawn = "drawn";
    internal const string Cancelled = "cancelled";

    /// <summary>No panel satisfies its quotas.</summary>
    internal const string Infeasible = "infeasible";

    /// <summary>The value it awaited was there before its panels were: somebody could know it.</summary>
    internal const string Late = "late";

    /// <summary>The computation gave up; it would give up again.</summary>
    internal const string Failed = "failed";

    internal static IReadOnlyList<string> All { get; } =
        [Open, Computing, Committed, Drawn, Cancelled, Infeasible, Late, Failed];

    /// <summary>Ended without a draw: its candidates may stand in another campaign.</summary>
    internal static bool IsOverUndrawn(string state) => state is Cancelled or Infeasible or Late or Failed;

    /// <summary>Why nobody volunteers or withdraws any more, or null.</summary>
    internal static Refusal? WhyNotOpen(string state) => state == Open
        ? null
        : Refusal.Conflict("campaign-not-open", $"This campaign is {state}; its candidates are frozen.")
            .With("state", state);

    /// <summary>Why it cannot be cancelled, or null.</summary>
    internal static Refusal? WhyNotCancel(string state) => state is Open or Computing
        ? null
        : Refusal.Conflict(
            "cannot-be-cancelled",
            $"This campaign is {state}; it can be cancelled before its panels are committed to, not after.")
            .With("state", state);

    /// <summary>Why no other campaign is opened for the body of one that goes on.</summary>
    internal static Refusal WhyNoOther(
        Guid campaignId, string state, DateTimeOffset awaitedAt, DateTimeOffset now) =>
        Refusal.Conflict(
            "body-has-campaign",
            $"The campaign {campaignId} of this body is {state}; a body has one at a time. "
            + (state != Committed ? "Draw or cancel it first."
                : now < awaitedAt ? $"It is drawn from {awaitedAt:yyyy-MM-ddTHH:mm:ssZ} on."
                : "Its value is there: draw it first."))
            .With("campaignId", campaignId).With("state", state).With("awaitedAt", awaitedAt);

    /// <summary>Why its number cannot be drawn, or null.</summary>
    internal static Refusal? WhyNotDraw(string state, DateTimeOffset awaitedAt, DateTimeOffset now) =>
        state == Drawn
            ? Refusal.Conflict("already-drawn", "This campaign was drawn; there is no second draw.")
        : state != Committed
            ? Refusal.Conflict(
                "not-committed", $"This campaign is {state}; it is drawn once its panels are committed to.")
                .With("state", state)
        : now < awaitedAt
            ? Refusal.Conflict(
                "value-not-due", $"The value it awaits is published at {awaitedAt:yyyy-MM-ddTHH:mm:ssZ}.")
                .With("awaitedAt", awaitedAt)
        : null;

    /// <summary>Why it brings nobody into the register, or null.</summary>
    /// <param name="state">How far it has come.</param>
    /// <param name="bodyId">Whose seats it draws; null: the caisse's own, its places.</param>
    internal static Refusal? WhyNotAdmit(string state, Guid? bodyId) =>
        bodyId is not null
            ? Refusal.Conflict(
                "seats-of-a-body", "This campaign draws the seats of a body; nobody joins the fund by it.")
                .With("bodyId", bodyId)
        : state != Drawn
            ? Refusal.Conflict("not-drawn", $"This campaign is {state}; it admits nobody before it is drawn.")
                .With("state", state)
        : null;

    /// <summary>Why a value may not draw that so many have signed, or null.</summary>
    internal static Refusal? WhyNotSignedFor(int signed, int signers) => signed >= signers
        ? null
        : Refusal.Conflict(
            "signatures-missing", $"{signers} people sign the value before it draws; {signed} have.")
            .With("signers", signers).With("signed", signed);
}
