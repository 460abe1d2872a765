using Caisse.Identity.Keys;
using Caisse.Identity.Pages;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;

namespace Caisse.Identity.OpenIdConnect;

/// <summary>
/// Gives OpenIddict the keys of the ring, the one that signs first, and the key that codes and refresh tokens
/// are encrypted with, which outlives a restart.
/// </summary>
sealed class UseKeyRing(KeyRing ring, KeyEncryption encryption, IConfiguration configuration)
    : IConfigureOptions<OpenIddictServerOptions>
{
    public void Configure(OpenIddictServerOptions options)
    {
        options.Issuer = new Uri(Addresses.Root(configuration));
        options.EncryptionCredentials.Add(new EncryptingCredentials(
            new SymmetricSecurityKey(encryption.Derive("codes and refresh tokens")),
            SecurityAlgorithms.Aes256KW, SecurityAlgorithms.Aes256CbcHmacSha512));
        foreach (var key in ring.SigningOrder())
        {
            options.SigningCredentials.Add(new SigningCredentials(
                new ECDsaSecurityKey(key.Key) { KeyId = key.KeyId }, SecurityAlgorithms.EcdsaSha256));
        }
    }
}
