using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Domain;

/// <summary>Euros are recorded once they have arrived.</summary>
static class NotInTheFuture
{
    internal static Refusal? Check(DateOnly receivedOn, DateOnly today) => receivedOn <= today ? null
        : Refusal.Unprocessable(
            "received-in-future", $"{receivedOn:yyyy-MM-dd} is after today, {today:yyyy-MM-dd}.")
            .With("receivedOn", receivedOn).With("today", today);
}
