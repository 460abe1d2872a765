using System.Text.RegularExpressions;
using Caisse.Contracts.Contributions;
using Caisse.Contracts.Governance;
using Caisse.Contracts.Membership;
using Caisse.Contracts.Wallet;
using Caisse.Membership.ProtectingData;
using Caisse.Rules;
using Caisse.ServiceDefaults;
using Microsoft.Extensions.DependencyInjection;

namespace Caisse.Architecture.Tests;

/// <summary>An event has one author and somebody who listens.</summary>
[Collection(SharedPlatform.Name)]
public sealed partial class EventRules(Platform platform)
{
    const int FewestEvents = 20;

    /// <summary>
    /// Said by several services, each through one place of the defaults: that a decision on a rule of theirs
    /// is applied; what they hold about a person.
    /// </summary>
    static readonly Dictionary<Type, string> SaidThroughTheDefaults = new()
    {
        [typeof(DecisionApplied)] = "services/Rules/Book/ApplyDecision.cs",
        [typeof(PersonalDataCollected)] = "ServiceDefaults/Privacy/AnswerPersonalDataRequested.cs",
    };

    /// <summary>
    /// Consumers whose place another one took, each in a migration that says what the new one has heard.
    /// </summary>
    static readonly Dictionary<string, string> TakenOver = new()
    {
        ["contributions ApplyBackingRatioOnDecision"] = "contributions ApplyRulesOnDecision",
        ["contributions ApplyContributionSchemeOnDecision"] = "contributions ApplyRulesOnDecision",
        ["merchant-network SetSettlementTermsOnDecision"] = "merchant-network ApplyRulesOnDecision",
    };

    /// <summary>Began to listen when events were kept already: what is rebuilt is new to them.</summary>
    static readonly string[] BeganLater = ["governance ApplyRulesOnDecision"];

    /// <summary>Heard by no service: for those outside who ask to be told.</summary>
    static readonly Type[] ForTheOutside =
    [
        typeof(ContributionReceived), typeof(ExpiryWarned), typeof(LedgerClosed), typeof(SplitShareRefused),
        typeof(TillSuspected), typeof(WalletSuspended), typeof(WalletReopened),
    ];

    /// <summary>
    /// Kinds and states; names of caisses and shops, which are public; rules, which are decisions; digests; a
    /// till's key and the digest of its secret.
    /// </summary>
    static readonly string[] TextsThatAreKept =
    [
        "AccreditationChanged.Categories", "AccreditationChanged.State", "AllocationRunCompleted.Purpose",
        "CaisseFounded.Iban",
        "CaisseFounded.LegalIdentifier", "CaisseFounded.LegalName", "CaisseFounded.Name",
        "CaisseFounded.Territory", "CaisseFounded.TimeZone", "CapturedPayment.Means",
        "DecisionApplied.EffectKind", "DecisionApplied.Refusal", "DecisionApplied.Service",
        "DecisionEffect.Kind", "DecisionEffect.Value", "FundsRefused.Purpose",
        "FundsReservationRequested.Purpose", "FundsReserved.Purpose", "LedgerClosed.Digest", "LedgerClosed.PreviousDigest",
        "PointOfSaleApplied.Kind", "PointOfSaleApplied.Name", "SplitShareRefused.Reason",
        "TillEnded.ClientId", "TillRegistered.ClientId", "TillRegistered.DevicePublicKey",
        "TillRegistered.Name", "TillRegistered.SecretSha256", "TillSuspected.Reason",
    ];

    [Fact]
    public void Every_event_has_one_publisher_and_lies_in_its_folder()
    {
        var code = Repository.Under("services/").Where(Repository.IsCode)
            .Where(file => Platform.Assemblies.ContainsKey(file.Path.Split('/')[1])).ToList();
        var publishers = EventNames.All.Except(SaidThroughTheDefaults.Keys).Select(contract => (
            Event: EventNames.Of(contract),
            Services: string.Join(
                ',', FilesMaking(contract, code).Select(file => file.Path.Split('/')[1]).Distinct())))
            .ToList();

        Assert.InRange(publishers.Count, FewestEvents, int.MaxValue);
        Assert.All(publishers, one =>
            Assert.Equal(
                one.Event.Split('.')[0], one.Services.Replace("-", "", StringComparison.Ordinal),
                ignoreCase: true));
    }

    [Fact]
    public void What_several_services_say_is_said_in_one_place() =>
        Assert.All(SaidThroughTheDefaults, one => Assert.Equal(
            [one.Value], FilesMaking(one.Key, Repository.ServerCode).Select(file => file.Path)));

    /// <summary>An export waits for each: one that is not asked would be missing without a word.</summary>
    [Fact]
    public void Every_service_is_asked_what_it_holds_about_a_person_and_answers()
    {
        var answering = Handlers().Where(one => one.Events.Contains(typeof(PersonalDataRequested)))
            .Select(one => one.Service.Name).Order(StringComparer.Ordinal);

        Assert.Equal(Platform.Assemblies.Keys.Order(StringComparer.Ordinal), answering);
        Assert.Equal(answering, ExportState.Asked);
    }

    [Fact]
    public void Every_event_is_heard_by_a_service_or_meant_for_the_outside()
    {
        var heard = Handlers().SelectMany(one => one.Events).ToHashSet();

        Assert.InRange(heard.Count, FewestEvents / 2, EventNames.All.Count);
        Assert.Equal(
            ForTheOutside.Select(EventNames.Of).Order(StringComparer.Ordinal),
            EventNames.All.Except(heard).Select(EventNames.Of).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_handler_is_registered_once()
    {
        var handlers = Handlers().ToList();

        Assert.InRange(handlers.Count, 25, int.MaxValue);
        Assert.All(handlers, one =>
        {
            using var scope = one.Service.Services.CreateScope();
            Assert.All(one.Events, happened => Assert.Single(
                scope.ServiceProvider.GetServices(typeof(IHandle<>).MakeGenericType(happened)),
                handler => handler!.GetType() == one.Handler));
        });
    }

    /// <summary>
    /// The inbox remembers a handler by this name alone. Two of one name would each swallow what the other is
    /// told, and under a new name everything would be applied again: a name is added here, never changed.
    /// </summary>
    [Fact]
    public void Consumers_keep_their_names_also_when_their_classes_are_renamed()
    {
        var named = Handlers().Where(one => one.Handler != typeof(RegisterCaisse))
            .Select(one => $"{one.Service.Name} {ConsumerAttribute.NameOf(one.Handler)}")
            .Append($"every-service {ConsumerAttribute.NameOf(typeof(RegisterCaisse))}")
            .Order(StringComparer.Ordinal);

        Assert.Equal(Repository.Under("tests/Architecture/consumers.txt").Single().Lines, named);
    }

    /// <summary>
    /// Events rebuilt from what services own are passed over by who heard the originals: each such consumer
    /// is named once, in its service's migration.
    /// </summary>
    [Fact]
    public void Whoever_heard_what_is_rebuilt_is_named()
    {
        var histories = Repository.Under("services/")
            .Where(file => file.Path.EndsWith("_history.sql", StringComparison.Ordinal)).ToList();
        var rebuilt = histories.SelectMany(file => RebuiltEvent().Matches(file.Text))
            .Select(match => EventNames.Find(match.Groups[1].Value)).ToHashSet();
        var hearing = Handlers().Where(one => one.Events.Any(rebuilt.Contains))
            .Select(one => $"{one.Service.Name} {ConsumerAttribute.NameOf(one.Handler)}").Except(BeganLater)
            .Order(StringComparer.Ordinal);
        var named = histories.SelectMany(file => HeardBefore().Matches(file.Text)
            .SelectMany(match => Quoted().Matches(match.Value))
            .Select(match => $"{file.Path.Split('/')[1]} {match.Groups[1].Value}"))
            .Select(name => TakenOver.GetValueOrDefault(name, name)).Distinct()
            .Order(StringComparer.Ordinal);

        Assert.InRange(rebuilt.Count, 5, EventNames.Archived.Count);
        Assert.Equal(hearing, named);
    }

    /// <summary>A migration copies what they heard; else it would all be applied again.</summary>
    [Fact]
    public void Whoever_takes_the_place_of_others_has_heard_what_they_heard()
    {
        var calls = Repository.Under("services/")
            .SelectMany(file => TakingOver().Matches(file.Text).SelectMany(call =>
            {
                var service = file.Path.Split('/')[1];
                string[] names = [.. Quoted().Matches(call.Value).Select(name => name.Groups[1].Value)];
                return names[..^1].Select(former => ($"{service} {former}", $"{service} {names[^1]}"));
            }));

        Assert.Equal(TakenOver.Select(taken => (taken.Key, taken.Value)).Order(), calls.Order());
        Assert.Empty(
            Repository.Under("tests/Architecture/consumers.txt").Single().Lines.Intersect(TakenOver.Keys));
    }

    /// <summary>
    /// The archive is never erased, so no event that is kept holds words of or about people: each text in one
    /// is named here, with what it is.
    /// </summary>
    [Fact]
    public void No_event_that_is_kept_holds_personal_data()
    {
        var texts = EventNames.Archived.SelectMany(name => TextsIn(EventNames.Find(name)))
            .Where(text => !text.EndsWith(".Caisse", StringComparison.Ordinal)).Distinct()
            .Order(StringComparer.Ordinal);

        Assert.Equal(TextsThatAreKept, texts);
    }

    static IEnumerable<string> TextsIn(Type type) => type.GetProperties().SelectMany(property =>
    {
        var held = property.PropertyType.IsGenericType
            ? property.PropertyType.GetGenericArguments()[0]
            : property.PropertyType;
        return held == typeof(string)
            ? [$"{type.Name}.{property.Name}"]
            : held.Namespace?.StartsWith("Caisse.Contracts.", StringComparison.Ordinal) == true
                ? TextsIn(held)
                : [];
    });

    [GeneratedRegex(@"archive_rebuilt\(\s*caisse_id, '([A-Za-z.]+)'")]
    private static partial Regex RebuiltEvent();

    [GeneratedRegex(@"note_heard_before_archive\(array\[[^\]]+\]")]
    private static partial Regex HeardBefore();

    [GeneratedRegex(@"take_over_consumers\([^;]+;")]
    private static partial Regex TakingOver();

    [GeneratedRegex("'([A-Za-z]+)'")]
    private static partial Regex Quoted();

    IEnumerable<(StartedService Service, Type Handler, IReadOnlyList<Type> Events)> Handlers() =>
        platform.Services.SelectMany(service => service.Assembly.GetTypes()
            .Append(typeof(RegisterCaisse))
            .Concat(EffectKinds.All.Any(kind => kind.IsRule && kind.Owner == service.Name)
                ? [typeof(ApplyRulesOnDecision)]
                : [])
            .Where(type => type is { IsAbstract: false })
            .Select(type => (service, type, HeardBy(type)))
            .Where(one => one.Item3.Count > 0));

    static IReadOnlyList<Type> HeardBy(Type type) => [.. type.GetInterfaces()
        .Where(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IHandle<>))
        .Select(one => one.GetGenericArguments()[0])];

    static IEnumerable<SourceFile> FilesMaking(Type contract, IEnumerable<SourceFile> files) =>
        files.Where(file => Regex.IsMatch(file.Text, $@"\bnew {contract.Name}\("));
}
