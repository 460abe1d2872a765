using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Caisse.ServiceDefaults;

/// <summary>The kinds of settings that programs of the platform have.</summary>
public static class SettingKinds
{
    /// <summary>
    /// A key that protects data: exactly 32 bytes in base64. Its fingerprint is kept with the data, so that
    /// the program does not start under another one.
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="purpose">What it is for.</param>
    /// <param name="inDevelopment">
    /// A development machine starts without it, under a key made of these words, which protects nothing.
    /// </param>
    public static Setting<byte[]> Key(string name, string purpose, string inDevelopment) =>
        new(name, $"{SealedBox.KeyBytes} random bytes in base64", purpose, text =>
        {
            var key = new byte[SealedBox.KeyBytes];
            return Convert.TryFromBase64String(text, key, out var read) && read == SealedBox.KeyBytes
                ? new(key)
                : null;
        })
        {
            InDevelopment = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(inDevelopment))),
        };

    /// <summary>A whole number in a range, with what it is when it is not set.</summary>
    public static Setting<int> Number(string name, string purpose, int min, int max, int otherwise) =>
        new(name, $"a whole number from {min} to {max}", purpose, text =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= min && number <= max
                ? new(number)
                : null)
        {
            IsOptional = true,
            Otherwise = otherwise,
        };

    /// <summary>A yes or no, and no when it is not set.</summary>
    public static Setting<bool> Flag(string name, string purpose) =>
        new(name, "true or false", purpose, text => bool.TryParse(text, out var flag) ? new(flag) : null)
        {
            IsOptional = true,
        };

    /// <summary>
    /// The address of an HTTP server: http or https, a host, and neither query nor fragment.
    /// </summary>
    public static Setting<Uri> Address(string name, string purpose) =>
        new(name, "an address such as https://host:port", purpose, text =>
            Uri.TryCreate(text, UriKind.Absolute, out var uri)
                && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
                && uri is { Host.Length: > 0, Query: "", Fragment: "", UserInfo: "" }
                ? new(uri)
                : null);

    /// <summary>Addresses of machines, separated by commas; none when it is not set.</summary>
    public static Setting<IReadOnlyList<IPAddress>> IpAddresses(string name, string purpose) =>
        new(name, "IP addresses separated by commas", purpose, text =>
        {
            var addresses = text.Split(',', StringSplitOptions.TrimEntries)
                .Select(part => IPAddress.TryParse(part, out var address) ? address : null).ToList();
            return addresses.TrueForAll(address => address is not null) ? new([.. addresses!]) : null;
        })
        {
            IsOptional = true,
            Otherwise = [],
        };

    /// <summary>Printable ASCII of a length.</summary>
    public static Setting<string> Text(string name, string purpose, int min, int max) =>
        new(name, $"{min} to {max} printable ASCII characters", purpose, text =>
            text.Length >= min && text.Length <= max && text.All(letter => letter is >= ' ' and <= '~')
                ? new(text)
                : null);
}
