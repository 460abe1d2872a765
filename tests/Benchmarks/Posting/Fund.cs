using Caisse.Contracts;
using Caisse.Contracts.Identity;
using Caisse.Contracts.Membership;
using Caisse.Contracts.MerchantNetwork;
using Caisse.Support;
using Caisse.Wallet;
using Dapper;

namespace Caisse.Benchmarks.Posting;

/// <summary>
/// A wallet service in this process with a fund in it: households with cards, points of sale.
/// </summary>
sealed class Fund : IAsyncDisposable
{
    internal const string Slug = "montpellier";
    internal const long BalanceCents = 1_000_000_000;

    Fund(RunningService<WalletService> service, Guid[] households, Guid[] shops) =>
        (Service, Households, Shops) = (service, households, shops);

    internal RunningService<WalletService> Service { get; }

    internal Guid[] Households { get; }

    internal Guid[] Shops { get; }

    /// <summary>The token of a household's card.</summary>
    internal static string CardOf(int household) => $"card of household {household}";

    /// <summary>Starts the wallet, with rich households and accredited points of sale.</summary>
    internal static async Task<Fund> StartAsync(int households, int shops)
    {
        var service = await RunningService<WalletService>.StartAsync();
        await service.HearAsync(new CaisseFounded(
            Slug, "Montpellier", "Montpellier", "Europe/Paris", "Association", "123456789",
            "FR7630001007941234567890185", [], DateTimeOffset.UtcNow));
        var householdIds = Ids(households);
        var shopIds = Ids(shops);
        foreach (var shop in shopIds)
        {
            await service.HearAsync(new AccreditationChanged(
                Slug, shop, "accredited", new DateOnly(2020, 1, 1), null, [], Guid.CreateVersion7(), 1,
                DateTimeOffset.UtcNow));
        }
        // The first through the front door; the others, who are many, straight into the tables.
        await service.HearAsync(new HouseholdAdmitted(
            Slug, householdIds[0], [], Period.Parse("2026-01"), 1, DateTimeOffset.UtcNow));
        await using var connection = await service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(Fill, new
        {
            Slug,
            householdIds,
            BalanceCents,
            Tokens = Enumerable.Range(0, households)
                .Select(number => Wallet.HandlingCards.Pins.HashToken(CardOf(number))).ToArray(),
        });
        return new(service, householdIds, shopIds);
    }

    static Guid[] Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];

    /// <inheritdoc />
    public ValueTask DisposeAsync() => Service.DisposeAsync();

    /// <summary>
    /// One allocation each, with its movement, so that the ledger's proof holds before and after.
    /// </summary>
    const string Fill =
        """
        insert into household (caisse_id, household_id, member_ids, version)
        select @Slug, id, '{}', 1 from unnest(@householdIds) as id on conflict do nothing;
        insert into account (caisse_id, account_id, kind)
        select @Slug, id, 'household' from unnest(@householdIds) as id on conflict do nothing;
        insert into account (caisse_id, account_id, kind)
        values (@Slug, gen_random_uuid(), 'issuance') on conflict do nothing;
        insert into card (caisse_id, card_id, household_id, token_sha256, state, issued_at)
        select @Slug, gen_random_uuid(), id, token, 'active', now()
        from unnest(@householdIds, @Tokens) as card (id, token);
        insert into transfer (caisse_id, kind, transfer_id, debit_account, credit_account, amount_cents,
            debit_version, debit_balance_cents, credit_version, credit_balance_cents, actor_number, at)
        select @Slug, 'allocation', gen_random_uuid(), issuance.account_number, household.account_number,
               @BalanceCents, place, - @BalanceCents * place, 1, @BalanceCents,
               number_of_actor(@Slug, 'benchmark'), now()
        from (
            select account_number, row_number() over (order by account_number) as place
            from account where caisse_id = @Slug and kind = 'household') as household
        join account as issuance on issuance.caisse_id = @Slug and issuance.kind = 'issuance';
        update account set balance_cents = @BalanceCents, version = 1
        where caisse_id = @Slug and kind = 'household';
        update account set (balance_cents, version) =
            (select - @BalanceCents * count(*), count(*) from account where kind = 'household')
        where caisse_id = @Slug and kind = 'issuance';
        analyze account; analyze household; analyze card;
        """;
}
