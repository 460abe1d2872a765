using Caisse.Contracts.Governance;
using Caisse.Rules;
using Caisse.ServiceDefaults;
using Microsoft.Extensions.DependencyInjection;

namespace Caisse.Architecture.Tests;

/// <summary>A rule that citizens decide is one file, and the service that owns it reads it.</summary>
[Collection(SharedPlatform.Name)]
public sealed class RuleRules(Platform platform)
{
    const string Folder = "services/Rules/";

    /// <summary>Clients of the gateway know the words of its API by themselves.</summary>
    static readonly string[] Clients = ["services/demo/", "services/portal/", "services/till-simulator/"];

    [Fact]
    public void Each_kind_has_its_file_and_each_file_its_kind()
    {
        var files = Repository.Under(Folder).Where(Repository.IsCode)
            .Where(file => !file.Path[Folder.Length..].Contains('/', StringComparison.Ordinal)).ToList();

        Assert.Equal(
            EffectKinds.All.Select(kind => $"{kind.Shape.Name}.cs").Order(StringComparer.Ordinal),
            files.Select(file => file.Name));
        Assert.All(EffectKinds.All, kind =>
        {
            var text = files.Single(file => file.Name == $"{kind.Shape.Name}.cs").Text;
            Assert.All(
                (string[])[$"Kind => \"{kind.Name}\";", "static string Owner =>", "Title", "Example", "InWords()"],
                part => Assert.Contains(part, text, StringComparison.Ordinal));
        });
    }

    /// <summary>Another place that lists kinds would be forgotten by whoever adds one.</summary>
    [Fact]
    public void A_kind_is_named_in_its_file_alone()
    {
        var elsewhere = Repository.ServerCode
            .Where(file => !file.Path.StartsWith(Folder, StringComparison.Ordinal)
                && !Clients.Any(client => file.Path.StartsWith(client, StringComparison.Ordinal))).ToList();

        Assert.InRange(elsewhere.Count, 200, int.MaxValue);
        Rule.NoneOf(elsewhere.LinesWhere(line =>
            EffectKinds.All.Any(kind => line.Contains($"\"{kind.Name}\"", StringComparison.Ordinal))));
    }

    [Fact]
    public void A_rule_is_kept_by_the_service_that_owns_it_and_read_there()
    {
        var rules = EffectKinds.All.Where(kind => kind.IsRule).ToList();

        Assert.InRange(rules.Count, 8, int.MaxValue);
        Assert.All(rules, rule =>
        {
            using var scope = platform.Find(rule.Owner).Services.CreateScope();
            Assert.Contains(
                scope.ServiceProvider.GetServices<IHandle<DecisionAdopted>>(),
                handler => handler is ApplyRulesOnDecision);
            Assert.Contains(Repository.Under($"services/{rule.Owner}/").Where(Repository.IsCode), file =>
                file.Text.Contains($"<{rule.Shape.Name}>(", StringComparison.Ordinal)
                || file.Text.Contains($"{rule.Shape.Name}.UntilDecided", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void An_effect_that_is_no_rule_is_applied_by_its_owner() =>
        Assert.All(EffectKinds.All.Where(kind => !kind.IsRule), kind => Assert.Contains(
            Repository.Under($"services/{kind.Owner}/").Where(Repository.IsCode),
            file => file.Text.Contains($"ApplyAsync<{kind.Shape.Name}>(", StringComparison.Ordinal)));

    /// <summary>The rule of a day is one statement: who wrote it again might order it otherwise.</summary>
    [Fact]
    public void The_rules_in_force_are_read_and_written_in_one_place() =>
        Assert.Equal(
            ["services/Rules/Book/ApplyRulesOnDecision.cs", "services/Rules/Book/RuleBook.cs"],
            Repository.ServerCode.Where(file =>
                file.Text.Contains("from rule_in_force", StringComparison.Ordinal)
                || file.Text.Contains("into rule_in_force", StringComparison.Ordinal))
                .Select(file => file.Path));

    [Fact]
    public async Task The_table_of_rules_is_the_same_in_each_service()
    {
        var tables = new List<string>();
        foreach (var owner in EffectKinds.All.Where(kind => kind.IsRule).Select(kind => kind.Owner).Distinct())
        {
            tables.Add(string.Join('\n', await platform.Find(owner).ListAsync<string>(
                """
                select concat_ws(' ', column_name, data_type, is_nullable)
                from information_schema.columns where table_name = 'rule_in_force' order by ordinal_position
                """)));
        }

        Assert.InRange(tables.Count, 4, int.MaxValue);
        Assert.Contains("value jsonb NO", Assert.Single(tables.Distinct()), StringComparison.Ordinal);
    }
}
