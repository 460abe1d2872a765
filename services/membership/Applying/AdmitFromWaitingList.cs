using Caisse.Contracts;
using Caisse.Membership.Domain;
using Caisse.Membership.Sealing;
using Caisse.Membership.Searching;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Applying;

/// <summary>The coordinator admits as many of those who wait as there are places, in their turn.</summary>
static class AdmitFromWaitingList
{
    internal sealed record PlacesRequest(int Places, Period FromPeriod);

    /// <param name="Admitted">How many were; fewer than places when fewer waited.</param>
    /// <param name="Applications">Which, in their turn.</param>
    /// <param name="Waiting">How many still wait.</param>
    internal sealed record PlacesAnswer(
        int Admitted, IReadOnlyList<AdmittedApplication> Applications, int Waiting);

    const int MostPlaces = 500;

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/admissions", HandleAsync)
            .Describe(nameof(AdmitFromWaitingList), "Admit the first of those who wait, by date of receipt.")
            .Allow(Grants.Coordinator);

    static async Task<Answer<PlacesAnswer>> HandleAsync(
        PlacesRequest request, IdempotencyKey? key, Caller caller, Database database, PersonalData personal,
        SearchDigests digests, CancellationToken cancel)
    {
        var check = new Check().That(
            request.Places is >= 1 and <= MostPlaces, "places", $"must be from 1 to {MostPlaces}.");
        Household.CheckPeriodInto(check, request.FromPeriod, "fromPeriod");
        return check.Problem is { } problem
            ? problem
            : await key.OnceIfKeyedAsync(
                database, caller, request, work => AdmitAsync(work, personal, digests, request), cancel);
    }

    static async Task<Answer<PlacesAnswer>> AdmitAsync(
        Work work, PersonalData personal, SearchDigests digests, PlacesRequest request)
    {
        var first = await work.HoldFirstWaitingAsync(request.Places);
        var admitted = await work.AdmitApplicationsAsync(personal, digests, first, request.FromPeriod);
        return new PlacesAnswer(
            admitted.Count, admitted, await work.OneAsync<int>(CountWaiting, new { work.Caisse }));
    }

    const string CountWaiting =
        "select count(*)::int from application where caisse_id = @Caisse and state = 'waiting'";
}
