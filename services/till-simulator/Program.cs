using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Caisse.TillSimulator;

// A reference till at the command line, a client of the public API like any other:
//   till key DIRECTORY                               makes its device key, and shows what to register
//   till take DIRECTORY CARD-TOKEN CENTS             takes a card without network
//   till send DIRECTORY GATEWAY CLIENT-ID SECRET     sends what it has taken, until all is answered
// DIRECTORY/place.json says where it stands: {"Caisse", "TillId", "PointOfSaleId", "FloorCents", "TimeZone"}.
// It speaks French where the machine does.
const int LargestRequest = 500;

try
{
    return args switch
    {
        ["key", var directory] => MakeKey(directory),
        ["take", var directory, var card, var cents] => Take(directory, card, cents),
        ["send", var directory, var gateway, var clientId, var secret] =>
            await SendAsync(directory, new Uri(gateway), clientId, secret),
        _ => Explain(),
    };
}
catch (Exception exception) when (
    exception is IOException or HttpRequestException or JsonException or FormatException or ArgumentException
        or TimeZoneNotFoundException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}

static int Explain()
{
    Console.Error.WriteLine("till key DIR | till take DIR CARD CENTS | till send DIR GATEWAY CLIENT SECRET");
    return 2;
}

static int MakeKey(string directory)
{
    Directory.CreateDirectory(directory);
    using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    using (var file = new FileStream(Path.Combine(directory, "key.pem"), FileMode.CreateNew))
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file.SafeFileHandle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        using var writer = new StreamWriter(file);
        writer.Write(key.ExportPkcs8PrivateKeyPem());
    }
    Console.WriteLine(OfflineTill.PublicKeyOf(key));
    return 0;
}

static int Take(string directory, string card, string cents)
{
    using var key = KeyOf(directory);
    using var till = Open(directory, key);
    var payment = till.Take(card, long.Parse(cents, CultureInfo.InvariantCulture));
    var floor = PlaceOf(directory).FloorCents / 100m;
    Console.WriteLine(payment is not null
        ? InWords($"taken, number {payment.Counter}", $"encaissé, numéro {payment.Counter}")
        : InWords(
            string.Create(
                CultureInfo.InvariantCulture, $"refused: {floor:0.00} a day and card without network"),
            string.Create(
                CultureInfo.GetCultureInfo("fr-FR"),
                $"refusé : {floor:0.00} par jour et par carte sans réseau")));
    return payment is null ? 1 : 0;
}

static string InWords(string english, string french) =>
    CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "fr" ? french : english;

static async Task<int> SendAsync(string directory, Uri gateway, string clientId, string secret)
{
    using var key = KeyOf(directory);
    using var till = Open(directory, key);
    using var http = new HttpClient { BaseAddress = gateway };
    var place = PlaceOf(directory);
    http.DefaultRequestHeaders.Authorization =
        new AuthenticationHeaderValue("Bearer", await SignInAsync(http, clientId, secret));
    http.DefaultRequestHeaders.AcceptLanguage.ParseAdd(InWords("en", "fr"));
    while (till.Waiting.Count > 0)
    {
        using var answer = await http.PostAsJsonAsync(
            new Uri($"/v1/caisses/{place.Caisse}/offline-payments", UriKind.Relative),
            new { place.TillId, Payments = till.Waiting.Take(LargestRequest) });
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        if (!answer.IsSuccessStatusCode)
        {
            var words = json.TryGetProperty("detail", out var detail) ? detail : json;
            throw new HttpRequestException($"{(int)answer.StatusCode} {words}");
        }
        var payments = json.GetProperty("payments").EnumerateArray().ToList();
        foreach (var payment in payments)
        {
            Console.WriteLine(
                $"{InWords("number", "numéro")} {payment.GetProperty("counter")}: "
                + payment.GetProperty("detail"));
        }
        till.Answered(payments.Select(payment => payment.GetProperty("counter").GetInt64()));
    }
    return 0;
}

static async Task<string> SignInAsync(HttpClient http, string clientId, string secret)
{
    using var form = new FormUrlEncodedContent(new Dictionary<string, string>
    {
        ["grant_type"] = "client_credentials", ["client_id"] = clientId, ["client_secret"] = secret,
    });
    using var answer = await http.PostAsync(new Uri("/oauth/token", UriKind.Relative), form);
    answer.EnsureSuccessStatusCode();
    return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
}

static ECDsa KeyOf(string directory)
{
    var key = ECDsa.Create();
    key.ImportFromPem(File.ReadAllText(Path.Combine(directory, "key.pem")));
    return key;
}

static TillPlace PlaceOf(string directory) =>
    JsonSerializer.Deserialize<TillPlace>(File.ReadAllText(Path.Combine(directory, "place.json")))!;

static OfflineTill Open(string directory, ECDsa key) =>
    new(key, PlaceOf(directory), Path.Combine(directory, "queue.jsonl"), TimeProvider.System);
