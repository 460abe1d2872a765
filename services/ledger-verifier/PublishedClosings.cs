using System.Text.Json;

namespace Caisse.LedgerVerifier;

/// <summary>What was published of the closed months: the answer of <c>GET ledger/closings</c>.</summary>
sealed class PublishedClosings
{
    readonly Dictionary<string, Closing> closings = [];

    /// <exception cref="InvalidDataException">The file is not such an answer.</exception>
    internal static PublishedClosings Read(string file)
    {
        try
        {
            var page = JsonSerializer.Deserialize<ClosingPage>(
                File.ReadAllText(file), JsonSerializerOptions.Web);
            var published = new PublishedClosings();
            foreach (var closing in page?.Items ?? [])
            {
                if (closing is not { Period: not null, Digest: not null, PreviousDigest: not null }
                    || !published.closings.TryAdd(closing.Period, closing))
                {
                    throw new InvalidDataException(
                        $"{file} has a closing that is not complete, or a month twice.");
                }
            }
            return published;
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(
                $"{file} is not a list of closings: {exception.Message}", exception);
        }
    }

    /// <exception cref="NotSoundException">What was published of the month is something else.</exception>
    internal void ShouldHave(ExportedMonth month)
    {
        if (!closings.TryGetValue(month.Period, out var closing))
        {
            throw new NotSoundException($"no closing of {month.Period} was published.");
        }
        var published = (closing.PreviousDigest, closing.Digest, closing.Transfers, closing.AmountCents);
        var exported = (month.PreviousDigest, month.Digest, month.Transfers, month.AmountCents);
        if (published != exported)
        {
            throw new NotSoundException(
                $"its digests, transfers and amount are {exported}; published were {published}.");
        }
    }

    sealed record ClosingPage(List<Closing?>? Items);

    sealed record Closing(
        string? Period, string? PreviousDigest, string? Digest, long Transfers, long AmountCents);
}
