using Caisse.Contracts;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.IssuingVouchers;

/// <summary>Vouchers issued together.</summary>
/// <param name="Id">The batch.</param>
/// <param name="HouseholdId">Out of whose wallet; null: by the fund.</param>
/// <param name="State">One of <see cref="States"/>.</param>
/// <param name="Count">How many.</param>
/// <param name="ValueCents">MonA cents each is worth.</param>
/// <param name="ExpiresOn">The last day they can be redeemed.</param>
/// <param name="ShortfallCents">Euro cents missing, when refused.</param>
/// <param name="RequestedBy">Who asked for them.</param>
/// <param name="RequestedAt">When.</param>
/// <param name="DecidedBy">The second person, where one was needed and has decided.</param>
/// <param name="DecidedAt">When they did.</param>
sealed record VoucherBatchAnswer(
    Guid Id, Guid? HouseholdId, string State, int Count, long ValueCents, DateOnly ExpiresOn,
    long? ShortfallCents, string RequestedBy, DateTimeOffset RequestedAt, string? DecidedBy,
    DateTimeOffset? DecidedAt)
{
    internal static readonly string[] States =
        [SecondPerson.Awaited, NewVoucherBatch.Reserving, "refused", "rejected", NewVoucherBatch.Issued];

    internal const string Select =
        """
        select batch_id as id, household_id, state, count, value_cents, expires_on, shortfall_cents,
               requested_by, requested_at, decided_by, decided_at
        from voucher_batch
        """;

    internal const string SelectForUpdate =
        $"{Select} where caisse_id = @Caisse and batch_id = @batchId for update";
}

/// <summary>A batch about to be written.</summary>
sealed record NewVoucherBatch(
    Guid BatchId, Guid? HouseholdId, string State, int Count, long ValueCents, DateOnly ExpiresOn,
    DateTimeOffset ExpiresAt, Period Period)
{
    internal const string Reserving = "reserving";
    internal const string Issued = "issued";

    /// <summary>What all of them are worth.</summary>
    internal long TotalCents => Count * ValueCents;

    /// <summary>Writes the batch and its vouchers, of their serials the hashes; gives their ids.</summary>
    internal async Task<IReadOnlyList<Guid>> WriteAsync(Work work, VoucherSerials serials)
    {
        Guid[] voucherIds = [.. Enumerable.Range(0, Count).Select(_ => Guid.CreateVersion7())];
        await work.ExecuteAsync(InsertBatch, new
        {
            work.Caisse, BatchId, HouseholdId, AccountId = HouseholdId ?? BatchId, Count, ValueCents,
            ExpiresOn, Period, State, work.Actor, work.Now,
        });
        await work.ExecuteAsync(InsertVouchers, new
        {
            work.Caisse,
            BatchId,
            AccountId = HouseholdId ?? BatchId,
            voucherIds,
            SerialHashes = Enumerable.Range(1, Count)
                .Select(number => VoucherSerial.Hash(serials.Of(BatchId, number))).ToArray(),
            ValueCents,
            work.Now,
            ExpiresOn,
            ExpiresAt,
            VoucherState = State == Issued ? Voucher.Issued : Voucher.Waiting,
        });
        await work.AuditAsync(
            "vouchers.requested", BatchId, null, new { HouseholdId, State, Count, ValueCents, ExpiresOn });
        return voucherIds;
    }

    const string InsertBatch =
        """
        insert into voucher_batch (caisse_id, batch_id, household_id, account_id, count, value_cents,
            expires_on, period, state, requested_by, requested_at)
        values (@Caisse, @BatchId, @HouseholdId, @AccountId, @Count, @ValueCents, @ExpiresOn,
            @Period, @State, @Actor, @Now)
        """;

    const string InsertVouchers =
        """
        insert into voucher (caisse_id, voucher_id, batch_id, number, account_id, serial_sha256, value_cents,
            issued_at, expires_on, expires_at, state)
        select @Caisse, voucher_id, @BatchId, number, @AccountId, serial_sha256, @ValueCents,
               @Now, @ExpiresOn, @ExpiresAt, @VoucherState
        from unnest(@voucherIds, @SerialHashes) with ordinality as printed (voucher_id, serial_sha256, number)
        """;
}
