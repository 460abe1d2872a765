using Microsoft.Extensions.Configuration;

namespace Caisse.ServiceDefaults;

/// <summary>Settings of tokens that identity and those who verify share.</summary>
public static class Tokens
{
    /// <summary>
    /// The issuer in tokens: the platform's public address, <c>Tokens:Issuer</c>, without a closing slash.
    /// Set by every start outside development (<see cref="SharedSettings"/>).
    /// </summary>
    public static string Issuer(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Normalise(SharedSettings.Issuer.Of(configuration));
    }

    /// <summary>The same issuer is written with a closing slash and without one.</summary>
    internal static string Normalise(string issuer) => issuer.TrimEnd('/');
}
