using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using Caisse.Benchmarks.Measuring;
using Caisse.Contracts.Identity;
using Caisse.Membership;
using Caisse.Support;

namespace Caisse.Benchmarks.Importing;

/// <summary>A file of 10,000 people in 5,000 households, from the request to the answer.</summary>
static class ImportingBenchmark
{
    const string Slug = "montpellier";
    const int Lines = 10_000;
    const int Rounds = 3;
    const double LongestSeconds = 20;

    internal static async Task RunAsync(Figures figures)
    {
        Console.WriteLine("importing");
        await using var service = await RunningService<MembershipService>.StartAsync();
        await service.HearAsync(new CaisseFounded(
            Slug, "Montpellier", "Montpellier", "Europe/Paris", "Association", "123456789",
            "FR7630001007941234567890185", [], DateTimeOffset.UtcNow));
        using var coordinator = service.Client($"{Slug}:coordinator");
        var seconds = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            seconds.Add(await ImportAsync(coordinator, round));
        }
        var middle = seconds.Order().ElementAt(Rounds / 2);
        figures.Add(new(
            "import of 10,000 lines", "20 s", middle / LongestSeconds, 1, 0.25, false,
            $"{middle:0.0} s", $"{LongestSeconds:0} s"));
    }

    static async Task<double> ImportAsync(HttpClient coordinator, int round)
    {
        const string Header = "household;firstName;lastName;birthDate;street;postalCode;city;fromPeriod;email";
        var lines = Enumerable.Range(0, Lines).Select(line => Line($"{round}-{line / 2}", line));
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(string.Join('\n', lines.Prepend(Header))));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        var begun = Stopwatch.GetTimestamp();
        using var answer = await coordinator.PostAsync(
            new Uri($"/v1/caisses/{Slug}/imports/households", UriKind.Relative), content);
        var taken = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        return answer.IsSuccessStatusCode
            ? taken
            : throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }

    static string Line(string household, int number) =>
        $"{household};{Word(number)};{Word(number / 2)};19{50 + (number % 50)}-05-05;"
        + $"{household} avenue {Word(number / 20)};34000;Montpellier;2026-12;{household}@example.org";

    /// <summary>A number as a word of letters.</summary>
    static string Word(int number) =>
        string.Concat($"A{number:0000}".Select(digit => char.IsAsciiDigit(digit) ? (char)(digit + 49) : digit));
}
