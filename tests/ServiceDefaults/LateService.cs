using Caisse.Contracts.Wallet;

namespace Caisse.ServiceDefaults.Tests;

/// <summary>Listens to what the probe listens to, and starts later.</summary>
public sealed class LateService : ICaisseService
{
    public static string Name => "late";

    public static void Register(ServiceRegistration service) =>
        service.Handles<AllocationRunRequested, NoteRunRequested>();

    public static void Map(ServiceRoutes routes)
    {
        // It answers nothing but what every service answers.
    }
}
