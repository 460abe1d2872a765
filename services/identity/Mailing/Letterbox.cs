using System.Text.Json;
using Caisse.Identity.Keys;
using Caisse.ServiceDefaults;

namespace Caisse.Identity.Mailing;

/// <summary>
/// Takes mail in the transaction of what it is about. It waits encrypted, since it holds codes, and is sent
/// by <see cref="DeliverLetters"/>: how long an answer takes says nothing about whether there was a mail.
/// </summary>
sealed class Letterbox(KeyEncryption encryption)
{
    readonly byte[] key = encryption.Derive("mail that waits");

    /// <summary>Wakes the delivery of this instance.</summary>
    internal WakeUp Posted { get; } = new();

    internal async Task PostAsync(Work work, Letter letter)
    {
        var id = Guid.CreateVersion7();
        var json = JsonSerializer.SerializeToUtf8Bytes(letter, CaisseJson.Events);
        await work.ExecuteAsync(
            Insert,
            new { id, Sealed = SealedBox.Seal(key, json, $"{id}"), Now = TimeProvider.System.GetUtcNow() });
        work.AfterCommit(Posted.Wake);
    }

    internal Letter Open(Guid id, byte[] sealedLetter) => JsonSerializer.Deserialize<Letter>(
        SealedBox.Open(key, sealedLetter, $"{id}"), CaisseJson.Events)!;

    const string Insert =
        "insert into letter (letter_id, sealed, written_at, due_at) values (@id, @Sealed, @Now, @Now)";
}
