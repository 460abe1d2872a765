namespace Caisse.Portal.Till;

/// <summary>
/// What the till's page may do beyond every other page: have a worker and a manifest, show pictures it
/// fetched, and use the camera. The one policy of its scripts names the one worker.
/// </summary>
static class TillPolicy
{
    internal const string Page =
        "img-src 'self' data: blob:; worker-src 'self'; manifest-src 'self'; media-src 'self' blob:; "
        + "require-trusted-types-for 'script'; trusted-types till";

    internal static bool Covers(PathString path) => path.StartsWithSegments("/encaisser");
}
