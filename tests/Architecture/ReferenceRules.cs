using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Caisse.Banking;
using Caisse.Contracts;
using Caisse.Gateway;
using Caisse.Rules;
using Caisse.ServiceDefaults;

namespace Caisse.Architecture.Tests;

/// <summary>Who may know whom.</summary>
public sealed partial class ReferenceRules
{
    const string CentralVersions = "Directory.Packages.props";
    const string Demo = "services/demo/Demo.csproj";

    /// <summary>
    /// An independent check of what the wallet exports: it shares nothing with it, on purpose.
    /// </summary>
    const string LedgerVerifier = "services/ledger-verifier/LedgerVerifier.csproj";

    /// <summary>The web pages: a client of the gateway, which keeps no caisse's data and hears no events; it
    /// lets visitors draw by lot.</summary>
    const string Portal = "services/portal/Portal.csproj";

    /// <summary>A client of the public API, as the till of any shop.</summary>
    const string TillSimulator = "services/till-simulator/TillSimulator.csproj";

    /// <summary>The lottery, which anyone who doubts a draw can run by itself: it knows nobody.</summary>
    const string Sortition = "services/Sortition/Sortition.csproj";

    const string Rules = "services/Rules/Rules.csproj";

    /// <summary>A service knows the rules of caisses, which it owns or takes part in deciding.</summary>
    static readonly string[] EveryServiceKnows = ["Contracts", "Rules", "ServiceDefaults"];

    /// <summary>Services that keep accounts of banks, or pay them.</summary>
    static readonly string[] WithBanks = ["identity", "merchant-network"];

    /// <summary>Membership keeps the draws that the lottery computes, and reads no rule.</summary>
    static readonly string[] MembershipKnows = ["Contracts", "ServiceDefaults", "Sortition"];

    /// <summary>
    /// What each project may reference, and nothing else; services are not listed since they are all alike.
    /// </summary>
    static readonly Dictionary<string, string[]> OthersKnow = new()
    {
        ["services/Banking/Banking.csproj"] = [],
        ["services/Contracts/Contracts.csproj"] = [],
        [Demo] = ["TillSimulator"],
        [LedgerVerifier] = [],
        [Sortition] = [],
        [TillSimulator] = [],
        ["services/membership/Membership.csproj"] = MembershipKnows,
        [Portal] = ["ServiceDefaults", "Sortition"],
        [Rules] = ["Contracts", "ServiceDefaults"],
        ["ServiceDefaults/ServiceDefaults.csproj"] = ["Contracts"],
        ["gateway/Gateway.csproj"] = ["ServiceDefaults"],
    };

    /// <summary>
    /// Identity speaks OpenID Connect and sends mail; the lottery reads tables; people sign in to
    /// the pages, which draw the codes that are shown at tills, as the wallet does.
    /// </summary>
    static readonly Dictionary<string, string[]> OwnPackages = new()
    {
        ["services/identity/Identity.csproj"] =
        [
            "MailKit", "Npgsql.EntityFrameworkCore.PostgreSQL", "OpenIddict.AspNetCore",
            "OpenIddict.EntityFrameworkCore", "Otp.NET", "QRCoder",
        ],
        [Portal] = ["Microsoft.AspNetCore.Authentication.OpenIdConnect", "MiniExcel", "QRCoder"],
        [Sortition] = ["CsvHelper"],
        ["services/wallet/Wallet.csproj"] = ["QRCoder"],
    };

    static readonly List<SourceFile> Projects =
        [.. Repository.Files
            .Where(file => Path.GetExtension(file.Path) is ".csproj" or ".props" or ".targets")];

    [Fact]
    public void The_services_of_these_rules_are_the_folders_under_services()
    {
        var folders = Repository.Under("services/").Select(file => file.Path.Split('/')[1]).Distinct()
            .Except(
            [
                "Banking", "Contracts", "Rules", "Sortition", "demo", "ledger-verifier", "portal",
                "till-simulator",
            ])
            .Order(StringComparer.Ordinal);

        Assert.Equal(Platform.Assemblies.Keys.Order(StringComparer.Ordinal), folders);
    }

    [Fact]
    public void A_service_references_the_contracts_and_the_defaults_and_no_other_service()
    {
        var projects = Projects.Where(project => Within(project, "services/", "ServiceDefaults/", "gateway/"))
            .ToList();

        // Membership is among both.
        Assert.Equal(Platform.Assemblies.Count + OthersKnow.Count - 1, projects.Count);
        Assert.All(projects, project => Assert.Subset(
            OthersKnow.GetValueOrDefault(project.Path, ServiceKnows(project.Path.Split('/')[1])).ToHashSet(),
            Elements(project, "ProjectReference").Select(Referenced).ToHashSet()));
        Assert.All(projects, project => Assert.Empty(Elements(project, "Reference", "Compile")));
    }

    [Fact]
    public void A_compiled_service_references_the_contracts_and_the_defaults_and_no_other_service()
    {
        Assert.All(Platform.Assemblies, service => Assert.Equal(
            service.Key == "membership" ? MembershipKnows : ServiceKnows(service.Key),
            OursReferencedBy(service.Value)));
        Assert.Equal(["Contracts"], OursReferencedBy(typeof(CaisseHost).Assembly));
        Assert.Equal(["Contracts", "ServiceDefaults"], OursReferencedBy(typeof(IEffect).Assembly));
        Assert.Equal(["ServiceDefaults"], OursReferencedBy(typeof(GatewayHost).Assembly));
        Assert.Empty(OursReferencedBy(typeof(IEvent).Assembly));
        Assert.Empty(OursReferencedBy(typeof(Iban).Assembly));
    }

    [Fact]
    public void The_contracts_and_the_services_bring_no_package_of_their_own_unless_it_is_named_here()
    {
        var projects = Projects.Where(project => Within(project, "services/") && project.Path != Demo)
            .ToList();

        Assert.Equal(Platform.Assemblies.Count + 7, projects.Count);
        Assert.All(projects, project => Assert.Equal(
            OwnPackages.GetValueOrDefault(project.Path, []),
            Elements(project, "PackageReference").Select(package => (string?)package.Attribute("Include"))));
    }

    [Fact]
    public void Package_versions_are_in_one_file_and_exact()
    {
        var versions = Projects.SelectMany(project => Elements(project, "PackageVersion")
            .Select(version => (project.Path, Version: (string?)version.Attribute("Version") ?? "")))
            .ToList();

        Assert.InRange(versions.Count, 10, int.MaxValue);
        Assert.All(versions, version => Assert.Equal(CentralVersions, version.Path));
        Assert.All(versions, version => Assert.Matches(ExactVersion(), version.Version));
    }

    [Fact]
    public void No_package_reference_says_a_version_itself()
    {
        var references = Projects.SelectMany(project =>
            Elements(project, "PackageReference", "GlobalPackageReference")
                .Select(reference => (project.Path, reference)))
            .ToList();

        Assert.InRange(references.Count, 10, int.MaxValue);
        Assert.DoesNotContain(references, one => SaysVersion(one.reference));
    }

    static string[] ServiceKnows(string name) =>
        WithBanks.Contains(name) ? ["Banking", .. EveryServiceKnows] : EveryServiceKnows;

    static bool Within(SourceFile file, params string[] folders) =>
        folders.Any(folder => file.Path.StartsWith(folder, StringComparison.Ordinal));

    static IEnumerable<XElement> Elements(SourceFile project, params string[] names) =>
        XDocument.Parse(project.Text).Descendants().Where(element => names.Contains(element.Name.LocalName));

    static bool SaysVersion(XElement reference) =>
        reference.Attributes().Select(attribute => attribute.Name)
            .Concat(reference.Elements().Select(part => part.Name))
            .Any(name => name.LocalName.StartsWith("Version", StringComparison.Ordinal));

    static string Referenced(XElement reference) =>
        Path.GetFileNameWithoutExtension(((string?)reference.Attribute("Include") ?? "").Replace('\\', '/'));

    static IEnumerable<string> OursReferencedBy(Assembly assembly) => assembly.GetReferencedAssemblies()
        .Select(reference => reference.Name!)
        .Where(name => name.StartsWith("Caisse.", StringComparison.Ordinal))
        .Select(name => name["Caisse.".Length..]).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^\[\d+(\.\d+){1,3}(-[\w.]+)?\]$")]
    private static partial Regex ExactVersion();
}
