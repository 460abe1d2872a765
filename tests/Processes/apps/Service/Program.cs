using System.Collections;
using System.Diagnostics;

// Stands for any program on the list: a service, or with CHORE set a chore that runs to its end.
if (Environment.GetEnvironmentVariable("CHORE") is { } chore)
{
    Console.WriteLine($"the chore ends with {chore}");
    return int.Parse(chore, provider: null);
}

var app = WebApplication.CreateBuilder(args).Build();
// A service may start programs of its own; they have to go with it.
using var helper = Process.Start("sleep", "1000");
app.MapGet("/health/ready", () => Results.Ok());
app.MapGet("/helper", () => helper.Id);
app.MapGet("/environment", () => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
    .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value));
app.Run();
return 0;
