using System.Security.Cryptography;
using System.Text;

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
}
