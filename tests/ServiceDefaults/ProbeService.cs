using Caisse.Contracts;
using Caisse.Contracts.Wallet;
using Microsoft.AspNetCore.Builder;

namespace Caisse.ServiceDefaults.Tests;

/// <summary>A service with one table of notes, to see what the house does for every service.</summary>
public sealed class ProbeService : ICaisseService
{
    public static string Name => "probe";

    internal static readonly Setting<byte[]> SealingKey =
        SettingKinds.Key("Notes:SealingKey", "notes are sealed under it", "development only");

    internal static readonly Setting<int> KeptDays =
        SettingKinds.Number("Notes:KeptDays", "how long notes are kept", 1, 365, 30);

    internal static readonly Setting<byte[]> SecondKey =
        SettingKinds.Key("Letters:Key", "letters are sealed under it", "development only");

    public static IReadOnlyList<Setting> Settings => [SealingKey, SecondKey, KeptDays];

    public static void Register(ServiceRegistration service) =>
        service.Handles<AllocationRunRequested, NoteRunRequested>();

    public static void Map(ServiceRoutes routes)
    {
        routes.Caisse.MapPost("/notes", WriteNoteAsync).Describe("WriteNote", "Write a note once.")
            .Creates().Allow(Grants.Treasurer);
        routes.Caisse.MapGet("/notes", ReadNotesAsync).Describe("ReadNotes", "Read all notes.")
            .Allow(Grants.Treasurer, Grants.Coordinator);
        routes.Caisse.MapGet("/forgotten", () => "nobody said who may read this")
            .Describe("Forgotten", "Says nothing of who may call it.");
        routes.Caisse.MapGet("/sleep", SleepAsync).Describe("Sleep", "Sleeps in the database.")
            .Allow(Grants.Treasurer);
        routes.Caisse.MapGet("/bug", string () => throw new InvalidOperationException("secret"))
            .Describe("Bug", "Fails.").Allow(Grants.Treasurer);
    }

    static async Task<Answer<NoteAnswer>> SleepAsync(
        Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        await work.ExecuteAsync("select pg_sleep(30)");
        return new NoteAnswer(Guid.Empty, "awake");
    }

    internal sealed record NoteRequest(string Text, Period Period);

    internal sealed record NoteAnswer(Guid Id, string Text);

    static async Task<Answer<NoteAnswer>> WriteNoteAsync(
        NoteRequest request, IdempotencyKey key, Caller caller, Database database, CancellationToken cancel)
    {
        if (new Check().Text(request.Text, "text", 20).Problem is { } problem)
        {
            return problem;
        }
        return await key.OnceAsync(database, caller, request, async Task<Answer<NoteAnswer>> (work) =>
        {
            if (request.Text == "no")
            {
                return Refusal.Conflict("no-is-no", "No.") with { DetailInFrench = "Non." };
            }
            var id = Guid.CreateVersion7();
            await work.ExecuteAsync(Insert, new { work.Caisse, id, request.Text });
            await work.PublishAsync(new AllocationRunRequested(work.Caisse, id, request.Period, work.Now));
            return new Answer<NoteAnswer>
            {
                Value = new NoteAnswer(id, request.Text),
                Location = $"/notes/{id}",
            };
        }, cancel);
    }

    static async Task<Answer<Page<NoteAnswer>>> ReadNotesAsync(
        Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        return new Page<NoteAnswer>(
            await work.ListAsync<NoteAnswer>("select note_id as id, text from note order by note_id"), null);
    }

    internal const string Insert = "insert into note (caisse_id, note_id, text) values (@Caisse, @id, @Text)";
}

/// <summary>Writes down each run it hears of; fails on those of the year 1999 until it is mended.</summary>
[Consumer("NoteRunRequested")]
sealed class NoteRunRequested : IHandle<AllocationRunRequested>
{
    internal static volatile bool IsMended;

    public Task HandleAsync(AllocationRunRequested happened, Work work, CancellationToken cancel) =>
        happened.Period.FirstDay.Year == 1999 && !IsMended
            ? throw new InvalidOperationException("1999 was not a good year.")
            : work.ExecuteAsync(
                ProbeService.Insert,
                new { work.Caisse, id = Guid.CreateVersion7(), Text = $"heard {happened.RunId}" });
}
