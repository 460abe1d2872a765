using System.Security.Cryptography;

namespace Caisse.MerchantNetwork.Tills;

/// <summary>The key a till signs with what it takes without network.</summary>
static class DeviceKey
{
    /// <summary>What to say of a text that is none.</summary>
    internal const string Form = "must be an ECDSA P-256 public key: SubjectPublicKeyInfo in base64.";

    const int LongestCharacters = 200;

    /// <summary>Whether a text is an ECDSA P-256 public key: SubjectPublicKeyInfo in base64.</summary>
    internal static bool IsOne(string text)
    {
        var bytes = new byte[LongestCharacters];
        if (text.Length > LongestCharacters || !Convert.TryFromBase64String(text, bytes, out var length))
        {
            return false;
        }
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(bytes.AsSpan(0, length), out var read);
            return read == length
                && key.ExportParameters(false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
