using System.Text;
using Caisse.Membership.Domain;
using Caisse.Membership.Registering;
using Caisse.Membership.Sealing;
using Caisse.Membership.Searching;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Importing;

/// <summary>
/// The coordinator loads a file of households: all of it or, where anything is wrong, nothing, with each bad
/// line named. A household that was imported before is known by its reference. A dry run changes nothing.
/// </summary>
static class ImportHouseholds
{
    /// <summary>What was loaded, or would be.</summary>
    /// <param name="Id">Under which the audit trail has it; null for a dry run.</param>
    internal sealed record ImportAnswer(
        Guid? Id, bool DryRun, int Lines, int Households, int WarningCount,
        IReadOnlyList<ImportWarning> Warnings);

    /// <summary>Somebody, or somewhere, that is in the register or in the file already.</summary>
    /// <param name="OtherLine">The line of this file that has the same, or null.</param>
    internal sealed record ImportWarning(
        int Line, string Kind, Guid? HouseholdId, Guid? ApplicationId, int? OtherLine);

    const string Csv = "text/csv";
    const int MostWarnings = 200;

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/imports/households", HandleAsync)
            .Describe(nameof(ImportHouseholds), "Load a file of households, all of it or nothing.")
            .Accepts<string>(Csv)
            .TakesFile()
            .Allow(Grants.Coordinator);

    static async Task<Answer<ImportAnswer>> HandleAsync(
        bool? dryRun, HttpRequest request, IdempotencyKey? key, Caller caller, KnownCaisse caisse,
        Database database, PersonalData personal, SearchDigests digests, TimeProvider clock,
        CancellationToken cancel)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(cancel);
        var file = HouseholdFile.Read(text, caisse.DayOf(clock.GetUtcNow()));
        if (Refuse(file) is { } refusal)
        {
            return refusal;
        }
        if (dryRun is not true)
        {
            return await key.OnceIfKeyedAsync(
                database, caller, new { text }, work => ImportAsync(work, personal, digests, file), cancel);
        }
        await using var work = await database.BeginAsync(caller, cancel);
        return await CheckAsync(work, digests, file) is { } known
            ? known
            : await DescribeAsync(work, digests, file, null, Join(file));
    }

    static Refusal? Refuse(HouseholdFile file) => file.ErrorCount == 0
        ? null
        : Refusal.Unprocessable(
            "file-refused", $"This file has {file.ErrorCount} errors; nothing was imported.") with
        {
            DetailInFrench = $"Ce fichier a {file.ErrorCount} erreurs ; rien n'a été importé.",
            Facts = new Dictionary<string, object?>
            {
                ["errorCount"] = file.ErrorCount,
                ["errors"] = file.Errors,
            },
        };

    static async Task<Answer<ImportAnswer>> ImportAsync(
        Work work, PersonalData personal, SearchDigests digests, HouseholdFile file)
    {
        // One import of a caisse at a time: what the next finds in the register is then final.
        await work.ExecuteAsync(TakeTurn, new { work.Caisse });
        if (await CheckAsync(work, digests, file) is { } refusal)
        {
            return refusal;
        }
        var importId = Guid.CreateVersion7();
        var joining = Join(file);
        var answer = await DescribeAsync(work, digests, file, importId, joining);
        await work.RegisterHouseholdsAsync(personal, digests, joining);
        await work.ExecuteAsync(InsertReferences, new
        {
            work.Caisse,
            importId,
            References = DigestReferences(work, digests, file),
            HouseholdIds = joining.Select(household => household.HouseholdId).ToArray(),
        });
        await work.AuditAsync(
            "households.imported", importId, null, new { answer.Lines, answer.Households });
        return answer;
    }

    /// <summary>Whether the register knows a household of the file.</summary>
    static async Task<Refusal?> CheckAsync(Work work, SearchDigests digests, HouseholdFile file)
    {
        var references = DigestReferences(work, digests, file);
        var known = await work.ListAsync<KnownRow>(FindKnown, new { work.Caisse, references });
        var knownIds = known.ToDictionary(row => row.ReferenceDigest, row => row.HouseholdId);
        foreach (var (household, reference) in file.Households.Zip(references))
        {
            if (knownIds.TryGetValue(reference, out var id))
            {
                file.Note(
                    household.Line, HouseholdFile.Reference, $"was imported before, as household {id}.");
            }
        }
        return Refuse(file);
    }

    /// <summary>By what its households are known again; what the file calls them is not kept.</summary>
    static long[] DigestReferences(Work work, SearchDigests digests, HouseholdFile file) =>
        [.. file.Households.Select(household => digests.OfReference(work.Caisse, household.Reference))];

    static List<NewHousehold> Join(HouseholdFile file) =>
        [.. file.Households.Select(household => new NewHousehold(
            Guid.CreateVersion7(), null, household.Home.FromPeriod,
            [.. household.People.Select(one => NewMember.Of(one.Person))],
            household.Home.Address, household.Home.Contact, household.Home.IncomeBracket,
            household.Home.Consent))];

    static async Task<ImportAnswer> DescribeAsync(
        Work work, SearchDigests digests, HouseholdFile file, Guid? importId, List<NewHousehold> joining)
    {
        var entries = joining.Zip(file.Households).ToDictionary(
            entry => entry.First.HouseholdId, entry => entry.Second);
        var found = await work.FindDuplicatesAsync(
            digests,
            [.. entries.Select(entry => new Candidate(
                entry.Key, false, entry.Value.Home.Address,
                [.. entry.Value.People.Select(one => one.Person)]))]);
        var warnings = found.SelectMany(of => of.Select(warning => Place(entries, entries[of.Key], warning)))
            .OrderBy(warning => warning.Line).ToList();
        return new ImportAnswer(
            importId, importId is null, file.Lines, joining.Count, warnings.Count,
            [.. warnings.Take(MostWarnings)]);
    }

    /// <summary>Says a warning by lines: the households of the file have no ids that anyone knows.</summary>
    static ImportWarning Place(
        Dictionary<Guid, ImportedHousehold> entries, ImportedHousehold household, DuplicateWarning warning)
    {
        var line = warning.MemberPosition is { } position ? household.People[position].Line : household.Line;
        return warning.HouseholdId is { } id && entries.TryGetValue(id, out var other)
            ? new ImportWarning(line, warning.Kind, null, null, other.Line)
            : new ImportWarning(line, warning.Kind, warning.HouseholdId, warning.ApplicationId, null);
    }

    sealed record KnownRow(long ReferenceDigest, Guid HouseholdId);

    const string TakeTurn =
        "select pg_advisory_xact_lock(hashtextextended('household-import ' || @Caisse, 0))";

    const string FindKnown =
        """
        select reference_digest, household_id from imported_household
        where caisse_id = @Caisse and reference_digest = any(@references)
        """;

    const string InsertReferences =
        """
        insert into imported_household (caisse_id, reference_digest, household_id, import_id)
        select @Caisse, reference, household_id, @importId
        from unnest(@References, @HouseholdIds) as household (reference, household_id)
        """;
}
