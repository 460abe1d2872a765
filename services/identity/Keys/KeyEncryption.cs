using System.Security.Cryptography;
using System.Text;

namespace Caisse.Identity.Keys;

/// <summary>Encrypts private signing keys at rest (AES-256-GCM, bound to the key's id).</summary>
sealed class KeyEncryption(IConfiguration configuration, IHostEnvironment environment)
{
    const string Setting = "Identity:KeyEncryptionKey";
    const int KeyBytes = 32;
    const int NonceBytes = 12;
    const int TagBytes = 16;

    readonly byte[] key = ReadKey(configuration[Setting], environment.IsDevelopment());

    /// <summary>The private key as nonce, tag and cipher text.</summary>
    internal byte[] Encrypt(string keyId, byte[] privateKey)
    {
        var sealedKey = new byte[NonceBytes + TagBytes + privateKey.Length];
        RandomNumberGenerator.Fill(sealedKey.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(
            sealedKey.AsSpan(0, NonceBytes), privateKey, sealedKey.AsSpan(NonceBytes + TagBytes),
            sealedKey.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(keyId));
        return sealedKey;
    }

    /// <summary>The private key, PKCS #8.</summary>
    /// <exception cref="InvalidOperationException">It was encrypted with another key-encryption key, or
    /// changed since.</exception>
    internal byte[] Decrypt(string keyId, byte[] sealedKey)
    {
        var privateKey = new byte[sealedKey.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        try
        {
            aes.Decrypt(
                sealedKey.AsSpan(0, NonceBytes), sealedKey.AsSpan(NonceBytes + TagBytes),
                sealedKey.AsSpan(NonceBytes, TagBytes), privateKey, Encoding.UTF8.GetBytes(keyId));
        }
        catch (AuthenticationTagMismatchException exception)
        {
            throw new InvalidOperationException(
                $"{Setting} is not the key that the signing keys in the database were encrypted with.",
                exception);
        }
        return privateKey;
    }

    static byte[] ReadKey(string? configured, bool isDevelopment)
    {
        if (string.IsNullOrEmpty(configured))
        {
            // A key that everybody knows protects nothing; it lets a developer start without setting one.
            return isDevelopment
                ? SHA256.HashData("The development key of the common food funds; it protects nothing."u8)
                : throw new InvalidOperationException($"Set {Setting} to {KeyBytes} random bytes in base64.");
        }
        var bytes = new byte[KeyBytes];
        return Convert.TryFromBase64String(configured, bytes, out var read) && read == KeyBytes
            ? bytes
            : throw new InvalidOperationException($"{Setting} must be {KeyBytes} bytes in base64.");
    }
}
