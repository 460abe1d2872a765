using System.Security.Cryptography;
using System.Text;
using Caisse.ServiceDefaults;

namespace Caisse.Identity.Keys;

/// <summary>Encrypts private signing keys at rest (AES-256-GCM, bound to the key's id).</summary>
sealed class KeyEncryption(IConfiguration configuration)
{
    readonly byte[] key = IdentitySettings.KeyEncryptionKey.Of(configuration);

    /// <summary>The private key as it is stored.</summary>
    internal byte[] Encrypt(string keyId, byte[] privateKey) => SealedBox.Seal(key, privateKey, keyId);

    /// <summary>A key for another purpose, of the same length, from which this one cannot be found.</summary>
    internal byte[] Derive(string purpose) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, key, SealedBox.KeyBytes, info: Encoding.UTF8.GetBytes(purpose));

    /// <summary>The private key, PKCS #8.</summary>
    /// <exception cref="InvalidOperationException">It was encrypted with another key-encryption key, or
    /// changed since.</exception>
    internal byte[] Decrypt(string keyId, byte[] sealedKey)
    {
        try
        {
            return SealedBox.Open(key, sealedKey, keyId);
        }
        catch (AuthenticationTagMismatchException exception)
        {
            throw new InvalidOperationException(
                $"{IdentitySettings.KeyEncryptionKey.Variable} is not the key that the signing keys in the "
                + "database were encrypted with.",
                exception);
        }
    }
}
