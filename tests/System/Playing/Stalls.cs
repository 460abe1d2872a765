using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Caisse.Support;
using Caisse.TillSimulator;

namespace Caisse.SystemTests;

/// <summary>The clock of a till, wrong by as much as it is.</summary>
internal sealed class TillClock(TimeSpan error) : TimeProvider
{
    /// <summary>The right time.</summary>
    internal DateTimeOffset Now { get; set; }

    public override DateTimeOffset GetUtcNow() => Now + error;
}

/// <summary>A till without network at a point of sale, with the key it is registered by.</summary>
internal sealed class Stall : IDisposable
{
    readonly ECDsa key;
    readonly string directory = Directory.CreateTempSubdirectory("caisse-stall-").FullName;

    internal Stall(ECDsa key, TillPlace place, HttpClient client, TillClock clock)
    {
        (this.key, Place, Client, Clock) = (key, place, client, clock);
        Till = Open(key, "queue");
    }

    internal TillPlace Place { get; }

    /// <summary>Its network, once it has one.</summary>
    internal HttpClient Client { get; }

    internal TillClock Clock { get; }

    internal OfflineTill Till { get; }

    /// <summary>The device as someone copied it before it took anything.</summary>
    internal OfflineTill Copy() => Open(key, "copy");

    /// <summary>A device that pretends to be this one, and has a key of its own.</summary>
    internal OfflineTill Pretend(ECDsa strangersKey) => Open(strangersKey, "stranger");

    OfflineTill Open(ECDsa signsWith, string file) =>
        new(signsWith, Place, Path.Combine(directory, file), Clock);

    public void Dispose()
    {
        Till.Dispose();
        key.Dispose();
        Directory.Delete(directory, recursive: true);
    }
}

/// <summary>What the fund answers to a till for a payment.</summary>
internal sealed record TillAnswer(
    long Counter, string State, bool Repeated, long MonaCents, long GuaranteedCents, long UnpaidCents,
    string? Reason, string Detail)
{
    internal long AmountCents => MonaCents + GuaranteedCents + UnpaidCents;

    internal long PaidCents => MonaCents + GuaranteedCents;
}

/// <summary>An answer to a till, with the counts that have not come yet.</summary>
internal sealed record TillAnswers(IReadOnlyList<TillAnswer> Payments, IReadOnlyList<long> MissingCounters);

internal sealed partial class Fund
{
    static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <summary>Registers a device that takes cards without network, by its public key.</summary>
    internal async Task<Stall> SetUpStallAsync(Shop shop, long floorCents, TimeSpan clockError)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var till = await Coordinator.PostAsync(
            $"{Root}/points-of-sale/{shop.Id}/tills",
            new { name = "Marché", devicePublicKey = OfflineTill.PublicKeyOf(key) });
        return new Stall(
            key, new TillPlace(Slug, till.Id(), shop.Id, floorCents), await SignInAsync(till),
            new TillClock(clockError));
    }

    /// <summary>Sends what a till took, once the wallet has heard of the till.</summary>
    internal async Task<TillAnswers> SendAsync(Stall stall, IEnumerable<SignedPayment> payments)
    {
        var answer = await stall.Client.PostOnceKnownAsync(
            $"{Root}/offline-payments", new { stall.Place.TillId, payments }, HttpStatusCode.OK);
        return answer.Deserialize<TillAnswers>(Web)!;
    }
}
