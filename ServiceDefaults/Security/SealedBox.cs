using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Bytes encrypted at rest (AES-256-GCM) as nonce, tag and cipher text, bound to what they belong to: moved
/// to another row they do not open.
/// </summary>
public static class SealedBox
{
    /// <summary>Length of a key in bytes.</summary>
    public const int KeyBytes = 32;

    const int NonceBytes = 12;
    const int TagBytes = 16;

    /// <summary>A new random key.</summary>
    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(KeyBytes);

    /// <summary>Encrypts.</summary>
    public static byte[] Seal(byte[] key, byte[] plain, string boundTo)
    {
        ArgumentNullException.ThrowIfNull(plain);
        var box = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(
            box.AsSpan(0, NonceBytes), plain, box.AsSpan(NonceBytes + TagBytes),
            box.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(boundTo));
        return box;
    }

    /// <summary>Decrypts.</summary>
    /// <exception cref="AuthenticationTagMismatchException">It was sealed under another key or for something
    /// else, or changed since.</exception>
    public static byte[] Open(byte[] key, byte[] box, string boundTo)
    {
        ArgumentNullException.ThrowIfNull(box);
        var plain = new byte[box.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(
            box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes),
            plain, Encoding.UTF8.GetBytes(boundTo));
        return plain;
    }

    /// <summary>The key that a setting holds in base64; in development one that protects nothing.</summary>
    /// <exception cref="InvalidOperationException">It is not set, or not a key.</exception>
    public static byte[] KeyFrom(IConfiguration configuration, IHostEnvironment environment, string setting)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (string.IsNullOrEmpty(configuration[setting]))
        {
            // A key that everybody knows lets a developer start without setting one.
            return environment.IsDevelopment()
                ? SHA256.HashData(Encoding.UTF8.GetBytes($"{setting} of a development machine"))
                : throw new InvalidOperationException($"Set {setting} to {KeyBytes} random bytes in base64.");
        }
        var key = new byte[KeyBytes];
        return Convert.TryFromBase64String(configuration[setting]!, key, out var read) && read == KeyBytes
            ? key
            : throw new InvalidOperationException($"{setting} must be {KeyBytes} bytes in base64.");
    }
}
