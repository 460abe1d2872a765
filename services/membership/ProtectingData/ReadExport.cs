using System.IO.Compression;
using Caisse.Membership.Households;
using Caisse.Membership.Sealing;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.ProtectingData;

/// <summary>
/// Says which services have still to answer; once all have, gives one ZIP archive with a file of JSON per
/// service.
/// </summary>
static class ReadExport
{
    internal sealed record CollectingExport(
        Guid Id, Guid MemberId, string State, DateTimeOffset RequestedAt,
        IReadOnlyList<string> WaitingFor);

    const string MediaType = "application/zip";

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/members/{memberId:guid}/export", HandleAsync)
            .Describe(
                nameof(ReadExport),
                "Everything that is known about a person, as a ZIP archive; 202 while it is collected.")
            .Produces<CollectingExport>(StatusCodes.Status202Accepted)
            .Produces<byte[]>(StatusCodes.Status200OK, MediaType)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .Allow(Grants.Coordinator, Grants.Member, Grants.Delegate);

    static async Task<IResult> HandleAsync(
        Guid memberId, Caller caller, Database database, PersonalData personal,
        CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        if (!await work.MaySeeAllOfAsync(caller, memberId, work.Today)
            || await work.FindAsync<ExportRow>(FindNewest, new { work.Caisse, memberId }) is not { } export)
        {
            return Refusal.NotFound("export of member", memberId);
        }
        var parts = await work.ListAsync<PartRow>(ReadParts, new { work.Caisse, export.ExportId });
        if (export.CompletedAt is null)
        {
            return TypedResults.Json(
                new CollectingExport(
                    export.ExportId, memberId, ExportState.Collecting, export.RequestedAt,
                    [.. ExportState.Asked.Except(parts.Select(part => part.Service))]),
                CaisseJson.Http, statusCode: StatusCodes.Status202Accepted);
        }
        if (await personal.FindAsync<ExportKey>(work, export.ExportId) is not { } key)
        {
            return Refusal.NotFound("export of member", memberId);
        }
        await work.AuditAsync("member.export-read", memberId, null, new { export.ExportId });
        await work.CommitAsync(cancel);
        return Results.File(
            await ZipAsync(parts, Convert.FromBase64String(key.PrivateKey), cancel), MediaType,
            $"{memberId:N}-{export.CompletedAt:yyyy-MM-dd}.zip");
    }

    static async Task<byte[]> ZipAsync(
        IReadOnlyList<PartRow> parts, byte[] privateKey, CancellationToken cancel)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var part in parts)
            {
                await using var entry = zip.CreateEntry($"{part.Service}.json").Open();
                await entry.WriteAsync(SealedLetter.Open(privateKey, part.SealedContent), cancel);
            }
        }
        return file.ToArray();
    }

    sealed record ExportRow(Guid ExportId, DateTimeOffset RequestedAt, DateTimeOffset? CompletedAt);

    sealed record PartRow(string Service, byte[] SealedContent);

    const string FindNewest =
        """
        select export_id, requested_at, completed_at from personal_export
        where caisse_id = @Caisse and member_id = @memberId
        order by export_id desc limit 1
        """;

    const string ReadParts =
        """
        select service, sealed_content from personal_export_part
        where caisse_id = @Caisse and export_id = @ExportId
        order by service
        """;
}
