using Caisse.Contracts.Identity;
using Caisse.Support;

namespace Caisse.ServiceDefaults.Tests;

static class Founding
{
    /// <summary>Lets the service hear that a caisse was founded.</summary>
    internal static Task FoundAsync(this RunningService<ProbeService> service, string slug) =>
        service.HearAsync(new CaisseFounded(
            slug, slug, slug, "Europe/Paris", "Association", "123456789", "FR7630006000011234567890189", [],
            new DateTimeOffset(2026, 1, 15, 9, 0, 0, TimeSpan.Zero)));
}
