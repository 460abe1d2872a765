using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Verifies tokens with the framework's handler; only where the keys come from is the platform's own, since
/// the framework looks for withdrawn keys every five minutes at the earliest.
/// </summary>
sealed class PlatformTokenHandler : JsonWebTokenHandler
{
    const int MaxTokenBytes = 16 * 1024;

    /// <summary>How far clocks of two machines may be apart.</summary>
    static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    readonly ISigningKeys keys;

    internal PlatformTokenHandler(ISigningKeys keys)
    {
        this.keys = keys;
        MapInboundClaims = false;
        MaximumTokenSizeInBytes = MaxTokenBytes;
    }

    /// <summary>What a token must be.</summary>
    /// <param name="issuer">Who must have issued it, without a closing slash.</param>
    internal static TokenValidationParameters Required(string issuer) => new()
    {
        ValidAlgorithms = [AccessToken.Algorithm],
        ValidTypes = [AccessToken.Type],
        ValidAudience = AccessToken.Audience,
        IssuerValidator = (named, _, _) => Tokens.Normalise(named) == issuer
            ? named
            : throw new SecurityTokenInvalidIssuerException("Another issuer.") { InvalidIssuer = named },
        ClockSkew = ClockSkew,
        NameClaimType = "name",
        RoleClaimType = "grants",
        AuthenticationType = BearerAuthentication.SchemeName,
    };

    /// <inheritdoc />
    public override async Task<TokenValidationResult> ValidateTokenAsync(
        string token, TokenValidationParameters validationParameters)
    {
        if (token.Length > MaxTokenBytes || Read(token) is not { } read)
        {
            return Invalid(new SecurityTokenMalformedException("Not a JSON Web Token."));
        }
        // Keys are not asked for when the token cannot be good anyway.
        if (read.Alg != AccessToken.Algorithm || read.Kid is not { Length: > 0 } keyId
            || await FindAsync(keyId) is not { } key)
        {
            return Invalid(new SecurityTokenSignatureKeyNotFoundException("No such key."));
        }
        var parameters = validationParameters.Clone();
        parameters.IssuerSigningKey = KeyOf(key, keyId);
        var result = await base.ValidateTokenAsync(read, parameters);
        return result.IsValid && !result.ClaimsIdentity.HasClaim(claim => claim.Type == AccessToken.ClientId)
            ? Invalid(new SecurityTokenValidationException("Nobody is named as its client."))
            : result;
    }

    /// <summary>The framework takes whatever is thrown here for the token's fault.</summary>
    async Task<ECDsa?> FindAsync(string keyId)
    {
        try
        {
            return await keys.FindAsync(keyId, CancellationToken.None);
        }
        catch (Exception exception)
        {
            throw new KeyLookupException(exception);
        }
    }

    static JsonWebToken? Read(string token)
    {
        try
        {
            return new JsonWebToken(token);
        }
        catch (Exception exception) when (exception is ArgumentException or SecurityTokenException)
        {
            return null; // Anyone may send anything.
        }
    }

    static TokenValidationResult Invalid(Exception why) => new() { Exception = why, IsValid = false };

    /// <summary>Not kept by the framework, whose memory of keys would outlive their withdrawal.</summary>
    static ECDsaSecurityKey KeyOf(ECDsa key, string keyId) => new(key)
    {
        KeyId = keyId,
        CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
    };
}

/// <summary>
/// Nobody can say whether a token is genuine, because the keys cannot be had at the moment.
/// </summary>
sealed class KeyLookupException(Exception why) : Exception("The signing keys cannot be had.", why);
