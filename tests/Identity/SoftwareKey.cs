using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Caisse.Identity.Tests;

/// <summary>A passkey as a telephone holds it (WebAuthn level 3, attestation "none").</summary>
sealed class SoftwareKey : IDisposable
{
    const byte UserPresent = 0x01, UserVerified = 0x04, HasCredential = 0x40;

    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly byte[] id = RandomNumberGenerator.GetBytes(32);
    byte[] userHandle = [];
    uint counter;

    /// <summary>Makes the key for whoever the options are for; what the browser sends.</summary>
    internal string Create(JsonElement options, string origin)
    {
        userHandle = Base64Url.DecodeFromChars(options.GetProperty("user").GetProperty("id").GetString());
        var rpId = options.GetProperty("rp").GetProperty("id").GetString()!;
        var data = AuthenticatorData(rpId, UserPresent | UserVerified | HasCredential, CredentialData());
        var writer = new CborWriter(CborConformanceMode.Ctap2Canonical);
        writer.WriteStartMap(3);
        writer.WriteTextString("fmt");
        writer.WriteTextString("none");
        writer.WriteTextString("attStmt");
        writer.WriteStartMap(0);
        writer.WriteEndMap();
        writer.WriteTextString("authData");
        writer.WriteByteString(data);
        writer.WriteEndMap();
        return Credential(new
        {
            clientDataJSON = Encode(ClientData("webauthn.create", options, origin)),
            attestationObject = Encode(writer.Encode()),
            transports = Words.Of("internal"),
        });
    }

    /// <summary>Proves that it is here; what the browser sends.</summary>
    internal string Get(JsonElement options, string origin)
    {
        counter++;
        var data = AuthenticatorData(
            options.GetProperty("rpId").GetString()!, UserPresent | UserVerified, []);
        var clientData = ClientData("webauthn.get", options, origin);
        return Credential(new
        {
            clientDataJSON = Encode(clientData),
            authenticatorData = Encode(data),
            signature = Encode(key.SignData(
                [.. data, .. SHA256.HashData(clientData)], HashAlgorithmName.SHA256,
                DSASignatureFormat.Rfc3279DerSequence)),
            userHandle = Encode(userHandle),
        });
    }

    string Credential(object response) => JsonSerializer.Serialize(new
    {
        id = Encode(id),
        rawId = Encode(id),
        type = "public-key",
        response,
        clientExtensionResults = new { },
        authenticatorAttachment = "platform",
    });

    static byte[] ClientData(string type, JsonElement options, string origin) =>
        JsonSerializer.SerializeToUtf8Bytes(new
        {
            type,
            challenge = options.GetProperty("challenge").GetString(),
            origin,
            crossOrigin = false,
        });

    byte[] AuthenticatorData(string rpId, byte flags, byte[] more)
    {
        var count = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(count, counter);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(rpId)), flags, .. count, .. more];
    }

    /// <summary>An anonymous model, the id and the public key in COSE.</summary>
    byte[] CredentialData()
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var cose = new CborWriter(CborConformanceMode.Ctap2Canonical);
        cose.WriteStartMap(5);
        foreach (var (label, value) in ((int, int)[])[(1, 2), (3, -7), (-1, 1)])
        {
            cose.WriteInt32(label);
            cose.WriteInt32(value);
        }
        cose.WriteInt32(-2);
        cose.WriteByteString(point.X!);
        cose.WriteInt32(-3);
        cose.WriteByteString(point.Y!);
        cose.WriteEndMap();
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)id.Length);
        return [.. new byte[16], .. length, .. id, .. cose.Encode()];
    }

    static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);

    public void Dispose() => key.Dispose();
}
