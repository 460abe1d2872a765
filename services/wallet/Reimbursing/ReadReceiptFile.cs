using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Reimbursing;

/// <summary>Shows the photograph of a receipt to the staff who check it, and to its household.</summary>
static class ReadReceiptFile
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/receipt-claims/{claimId:guid}/file", HandleAsync)
            .Describe(nameof(ReadReceiptFile), "The photograph or scan of a receipt.")
            .Produces(
                StatusCodes.Status200OK, null, "image/jpeg", "image/png", "application/pdf")
            .Allow(Grants.Treasurer, Grants.Coordinator, Grants.Member, Grants.Delegate);

    static async Task<IResult> HandleAsync(
        Guid claimId, Caller caller, Database database, HttpResponse response, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        if (await ReadClaim.FindAsync(work, caller, claimId) is not { } claim)
        {
            return Refusal.NotFound("receipt claim", claimId);
        }
        if (await work.FindAsync<FileRow>(Read, new { work.Caisse, claimId }) is not { } file)
        {
            return new Refusal(
                StatusCodes.Status410Gone, "receipt-deleted",
                $"The receipt was deleted: it was decided on {claim.DecidedAt:yyyy-MM-dd}.");
        }
        await ReadClaim.RecordLookAsync(work, caller, claim, "receipt.read", cancel);
        // It comes from outside: a browser saves it and does not guess what else it might be.
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
        return Results.Bytes(file.Content, file.MediaType, $"receipt-{claimId}");
    }

    sealed record FileRow(string MediaType, byte[] Content);

    const string Read =
        "select media_type, content from receipt_file where caisse_id = @Caisse and claim_id = @claimId";
}
