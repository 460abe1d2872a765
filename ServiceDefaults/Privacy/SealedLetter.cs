using System.Security.Cryptography;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Bytes that only the holder of a private key can read, whatever queues and tables they pass through: a
/// fresh P-256 key agrees with the reader's on the key of a <see cref="SealedBox"/>.
/// </summary>
public static class SealedLetter
{
    const string Purpose = "letter";

    /// <summary>Length of a public key on this curve, as SubjectPublicKeyInfo.</summary>
    const int PublicKeyBytes = 91;

    /// <summary>A new pair of keys.</summary>
    public static (byte[] PublicKey, byte[] PrivateKey) NewKeys()
    {
        using var keys = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        return (keys.ExportSubjectPublicKeyInfo(), keys.ExportPkcs8PrivateKey());
    }

    /// <summary>Seals for whoever holds the private key.</summary>
    /// <exception cref="CryptographicException">That is no public key.</exception>
    public static byte[] Seal(byte[] publicKey, byte[] plain)
    {
        using var writer = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using var reader = ECDiffieHellman.Create();
        reader.ImportSubjectPublicKeyInfo(publicKey, out _);
        var key = writer.DeriveKeyFromHash(reader.PublicKey, HashAlgorithmName.SHA256);
        return [.. writer.ExportSubjectPublicKeyInfo(), .. SealedBox.Seal(key, plain, Purpose)];
    }

    /// <summary>Opens what was sealed for the holder of this private key.</summary>
    /// <exception cref="CryptographicException">It was sealed for another, or changed since.</exception>
    public static byte[] Open(byte[] privateKey, byte[] letter)
    {
        ArgumentNullException.ThrowIfNull(letter);
        using var reader = ECDiffieHellman.Create();
        reader.ImportPkcs8PrivateKey(privateKey, out _);
        using var writer = ECDiffieHellman.Create();
        writer.ImportSubjectPublicKeyInfo(letter.AsSpan(0, PublicKeyBytes), out _);
        var key = reader.DeriveKeyFromHash(writer.PublicKey, HashAlgorithmName.SHA256);
        return SealedBox.Open(key, letter[PublicKeyBytes..], Purpose);
    }
}
