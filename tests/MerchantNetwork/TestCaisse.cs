using System.Text.Json;
using Caisse.Contracts.Governance;
using Caisse.Contracts.Identity;
using Caisse.Rules;
using Caisse.ServiceDefaults;
using Caisse.Support;

namespace Caisse.MerchantNetwork.Tests;

/// <summary>The service, started once per test class.</summary>
public sealed class StartedMerchantNetwork : IAsyncLifetime
{
    public RunningService<MerchantNetworkService> Service { get; private set; } = null!;

    public async Task InitializeAsync() =>
        Service = await RunningService<MerchantNetworkService>.StartAsync();

    public async Task DisposeAsync() => await Service.DisposeAsync();
}

/// <summary>A caisse of its own for a test, with those who work in it.</summary>
sealed class TestCaisse(RunningService<MerchantNetworkService> service, string slug)
{
    int decisions;

    internal string Slug => slug;

    internal string Address => $"/v1/caisses/{slug}";

    internal RunningService<MerchantNetworkService> Service => service;

    internal HttpClient Coordinator { get; } = service.Client($"{slug}:coordinator");

    internal HttpClient Treasurer { get; } = service.Client($"{slug}:treasurer");

    internal HttpClient Anyone { get; } = service.Client();

    internal static async Task<TestCaisse> FoundAsync(
        RunningService<MerchantNetworkService> service, string timeZone = "Europe/Paris")
    {
        var slug = $"caisse-{Guid.CreateVersion7():N}";
        await service.HearAsync(new CaisseFounded(
            slug, "Caisse de l'été", "Montpellier", timeZone,
            "Association Caisse Alimentaire Commune « Été »", "123456782",
            Sample.Iban(7), [], Instant("2025-01-01T00:00:00Z")));
        return new TestCaisse(service, slug);
    }

    /// <summary>Writes a point of sale down; its id.</summary>
    internal async Task<Guid> ApplyAsync(object? application = null) =>
        (await Coordinator.PostAsync($"{Address}/points-of-sale", application ?? Sample.Application())).Id();

    /// <summary>Lets a decision be heard and waits until each of its effects is answered.</summary>
    internal async Task<DecisionAdopted> DecideAsync(
        string inForceFrom, params (string Kind, object Rule)[] effects)
    {
        var adopted = Decision(++decisions, inForceFrom, effects);
        await service.HearAsync(adopted);
        await Eventually.TrueAsync("the decision is applied", async () =>
            (await service.PublishedAsync<DecisionApplied>())
                .Count(applied => applied.DecisionId == adopted.DecisionId) == effects.Length);
        return adopted;
    }

    internal DecisionAdopted Decision(
        int number, string inForceFrom, params (string Kind, object Rule)[] effects) => new(
        slug, Guid.CreateVersion7(), number,
        [.. effects.Select(effect => new DecisionEffect(
            effect.Kind, JsonSerializer.Serialize(effect.Rule, effect.Rule.GetType(), CaisseJson.Events)))],
        Day(inForceFrom), Instant("2026-01-01T00:00:00Z"));

    internal static (string Kind, object Rule) Accredit(
        string[]? categories, string? until, params Guid[] ids)
    {
        DateOnly? lastDay = until is null ? null : Day(until);
        return (AccreditPointOfSale.Kind, new AccreditPointOfSale(ids, categories, lastDay));
    }

    internal static (string Kind, object Rule) Suspend(Guid id, string reason = "hygiene") =>
        (SuspendPointOfSale.Kind, new SuspendPointOfSale(id, reason));

    internal static (string Kind, object Rule) Fee(int basisPoints) =>
        (SetSettlementTerms.Kind, new SetSettlementTerms(basisPoints));

    /// <summary>Where a point of sale stands, as the public register says at an instant.</summary>
    internal Task<JsonElement> StandingAsync(Guid pointOfSaleId, string at) =>
        Anyone.ReadAsync($"{Address}/points-of-sale/{pointOfSaleId}/accreditation", at: Instant(at));

    internal static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", null);

    internal static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, null);
}
