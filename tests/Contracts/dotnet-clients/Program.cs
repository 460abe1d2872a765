// A till's day, played by a client that a generator makes of the description: whatever is misspelt here, or described
// wrongly there, does not compile. The first argument names the generator; what the day needs to know comes in PLAY,
// as JSON.
using System.Text.Json;
using ThirdParty;

var play = JsonSerializer.Deserialize<Play>(
    Environment.GetEnvironmentVariable("PLAY") ?? "{}", JsonSerializerOptions.Web)!;
Func<string?, ITillClient> connect = args switch
{
    ["kiota"] => token => new KiotaTill(play, token),
    ["nswag"] => token => new NSwagTill(play, token),
    _ => throw new ArgumentException("Say kiota or nswag."),
};
await Day.PlayAsync(play, connect);
