using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Caisse.Sortition.Evidence;
using Caisse.Sortition.Verifying;
using Caisse.Support;
using Caisse.Support.Browsing;
using Microsoft.Playwright;

namespace Caisse.Portal.Tests;

/// <summary>A visitor draws an assembly of their own, and anyone checks the evidence of a draw.</summary>
public sealed partial class OwnDrawTests(RunningPortal portal) : IClassFixture<RunningPortal>
{
    const string People = "fr_caisse_n120_20/respondents.csv";
    const string Quotas = "fr_caisse_n120_20/categories.csv";

    /// <summary>The draw itself takes seconds; other tests run beside.</summary>
    const float MaxComputingMilliseconds = 90_000;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_files_become_a_draw_that_verifies_and_a_throw_of_dice_says_who_sits(bool withScripts)
    {
        await using var window = await Chromium.OpenAsync(360, withScripts: withScripts);
        var page = window.Page;
        await OrderAsync(page, File(People), File(Quotas), "20");
        var files = Unpack(await DrawnAsync(page, withScripts));

        Assert.Null(Verification.FirstDifference(files["evidence.json"], files["openings.json"]));
        Assert.Contains("people.csv", files.Keys);
        window.ShouldNotComplain();

        await page.GotoAsync(At("/tirage/valeur"));
        await page.GetByLabel("Le dossier").SetInputFilesAsync(Upload("tirage.zip", Pack(files)));
        await page.GetByLabel("Le nombre").FillAsync("417");
        await page.GetByRole(AriaRole.Button, new() { Name = "Voir qui siège" }).ClickAsync();
        var settled = Unpack(await DrawnAsync(page, withScripts));

        var evidence = EvidenceFile.Read(settled["evidence.json"]);
        Assert.Equal("417", evidence.Outcome!.Value);
        Assert.Null(Verification.FirstDifference(settled["evidence.json"], settled["openings.json"]));
        var lines = Encoding.UTF8.GetString(settled["seats.csv"]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1 + 20, lines.Length);
    }

    [Fact]
    public async Task What_is_wrong_in_a_file_is_said_with_its_line_and_column()
    {
        await using var window = await Chromium.OpenAsync(1280);
        var wrong = File(Quotas);
        var quotas = Encoding.UTF8.GetString(wrong.Buffer);
        var line = quotas.Split('\n')[3];
        wrong.Buffer = Encoding.UTF8.GetBytes(quotas.Replace(line, string.Join(',', line.Split(',')[..2]) + ",beaucoup,9", StringComparison.Ordinal));
        await OrderAsync(window.Page, File(People), wrong, "20");

        var summary = window.Page.GetByRole(AriaRole.Alert);
        Assert.Contains(
            "Les quotas, ligne 4, colonne min : « beaucoup » n’est ni un nombre entier ni un pourcentage",
            await summary.InnerTextAsync(), StringComparison.Ordinal);
        await window.ShouldBeAccessibleAsync("a wrong file");
    }

    [Fact]
    public async Task Quotas_that_no_panel_keeps_are_named_with_the_smallest_change_that_would_do()
    {
        await using var window = await Chromium.OpenAsync(1280, language: "en-GB");
        var page = window.Page;
        await page.GotoAsync(At("/tirage"));
        await FillAsync(
            page, Upload("people.csv", "id,age\n1,young\n2,young\n3,old\n4,old\n"u8.ToArray()),
            Upload("quotas.csv", "category,feature,min,max\nage,young,3,3\nage,old,0,1\n"u8.ToArray()),
            "The people", "The quotas", "Number of seats", "3", "Prepare the draw");
        await UntilComputedAsync(page, "See how far it is");

        Assert.Equal("No assembly keeps all these quotas", await page.Locator("h1").InnerTextAsync());
        Assert.Equal(
            ["age, young: from 3 to 3", "age, young: from 2 to 3"], await page.Locator("main li").AllInnerTextsAsync());
        await window.ShouldBeAccessibleAsync("a conflict");
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task What_was_erased_is_gone_and_pages_with_results_pass_axe(ColorScheme scheme)
    {
        await using var window = await Chromium.OpenAsync(1280, scheme);
        var page = window.Page;
        await OrderAsync(page, File(People), File(Quotas), "20");
        await UntilComputedAsync(page, "Voir où il en est");
        await window.ShouldBeAccessibleAsync($"a draw {scheme}");
        var address = page.Url;
        await page.GetByRole(AriaRole.Button, new() { Name = "Tout effacer maintenant" }).ClickAsync();

        Assert.Equal("/tirage", new Uri(page.Url).AbsolutePath);
        using var client = portal.Client();
        using var gone = await client.GetAsync(new Uri(address));
        using var archive = await client.GetAsync(new Uri($"{address}/tirage.zip"));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, archive.StatusCode);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task The_browser_checks_what_is_published_and_names_what_was_changed(ColorScheme scheme)
    {
        await using var window = await Chromium.OpenAsync(1280, scheme);
        var page = window.Page;
        await OrderAsync(page, File(People), File(Quotas), "20");
        var files = Unpack(await DrawnAsync(page));
        await page.GotoAsync(At("/verifier"));

        Assert.StartsWith(
            "Tout ce que ce fichier permet de vérifier est exact.",
            await CheckedAsync(page, files["evidence.json"], files["openings.json"]), StringComparison.Ordinal);
        Assert.Contains("niveaux sur", await page.Locator("#resultat").InnerTextAsync(), StringComparison.Ordinal);
        // A page that is left while it still fades in says so; nothing else is said.
        Assert.DoesNotContain(
            window.Complaints, said => !said.Contains("Transition was aborted", StringComparison.Ordinal));
        await window.ShouldBeAccessibleAsync($"checked {scheme}");
        var changed = Encoding.UTF8.GetString(files["evidence.json"]).Replace("\"size\":20", "\"size\":21", StringComparison.Ordinal);
        Assert.StartsWith(
            "L’empreinte n’est pas celle de son contenu : bundleHash",
            await CheckedAsync(page, Encoding.UTF8.GetBytes(changed), null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fr-FR", "Aucune chance très en dessous", "aucun tirage n’a une somme plus petite de plus de")]
    [InlineData("en-GB", "No chance much below", "no draw’s is smaller by more than")]
    public async Task What_is_made_fair_can_be_chosen_and_the_browser_checks_that_too(
        string language, string choice, string proven)
    {
        await using var window = await Chromium.OpenAsync(360, language: language);
        var page = window.Page;
        await page.GotoAsync(At("/tirage"));
        var isFrench = language == "fr-FR";
        await page.GetByLabel(isFrench ? "Les personnes" : "The people").SetInputFilesAsync(File(People));
        await page.GetByLabel(isFrench ? "Les quotas" : "The quotas").SetInputFilesAsync(File(Quotas));
        await page.GetByLabel(isFrench ? "Nombre de sièges" : "Number of seats").FillAsync("20");
        await page.GetByLabel(choice).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = isFrench ? "Préparer le tirage" : "Prepare the draw" })
            .ClickAsync();
        await UntilComputedAsync(page, isFrench ? "Voir où il en est" : "See how far it is");
        using var client = portal.Client();
        var files = Unpack(await client.GetByteArrayAsync(new Uri($"{page.Url}/tirage.zip")));

        Assert.Equal(EvidenceOrder.Goldilocks, EvidenceFile.Read(files["evidence.json"]).Order.Objective);
        Assert.Null(Verification.FirstDifference(files["evidence.json"], files["openings.json"]));
        await page.GotoAsync(At("/verifier"));
        await page.GetByLabel(isFrench ? "Le fichier publié" : "The published file")
            .SetInputFilesAsync(Upload("evidence.json", files["evidence.json"]));
        await page.GetByLabel(isFrench ? "Le fichier d’ouvertures" : "The file of openings")
            .SetInputFilesAsync(Upload("openings.json", files["openings.json"]));
        await page.GetByRole(AriaRole.Button, new() { Name = isFrench ? "Vérifier" : "Check", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("#resultat .note.good")).ToBeVisibleAsync();
        Assert.Contains(proven, await page.Locator("#resultat").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_browser_checks_evidence_of_the_release_before()
    {
        await using var window = await Chromium.OpenAsync(1280);
        await window.Page.GotoAsync(At("/verifier"));
        var evidence = await System.IO.File.ReadAllBytesAsync(PathOf("caisse-sortition-2/like_mass_24.json"));

        Assert.StartsWith(
            "Tout ce que ce fichier permet de vérifier est exact.", await CheckedAsync(window.Page, evidence, null),
            StringComparison.Ordinal);
        Assert.Contains("version plus ancienne", await window.Page.Locator("#resultat").InnerTextAsync(), StringComparison.Ordinal);
    }

    async Task OrderAsync(IPage page, FilePayload people, FilePayload quotas, string size)
    {
        await page.GotoAsync(At("/tirage"));
        await FillAsync(
            page, people, quotas, "Les personnes", "Les quotas", "Nombre de sièges", size, "Préparer le tirage");
    }

    static async Task FillAsync(
        IPage page, FilePayload people, FilePayload quotas, string peopleLabel, string quotasLabel, string sizeLabel,
        string size, string button)
    {
        await page.GetByLabel(peopleLabel).SetInputFilesAsync(people);
        await page.GetByLabel(quotasLabel).SetInputFilesAsync(quotas);
        await page.GetByLabel(sizeLabel).FillAsync(size);
        await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
    }

    /// <summary>With scripts the page comes again by itself; without, its reader asks.</summary>
    static async Task UntilComputedAsync(IPage page, string again, bool withScripts = true)
    {
        await page.WaitForURLAsync(address => Draw().IsMatch(address));
        var waiting = page.GetByRole(AriaRole.Link, new() { Name = again });
        if (withScripts)
        {
            await Assertions.Expect(waiting).ToHaveCountAsync(0, new() { Timeout = MaxComputingMilliseconds });
            return;
        }
        await Eventually.TrueAsync("it is computed", async () =>
        {
            var isComputed = await waiting.CountAsync() == 0;
            if (!isComputed)
            {
                await waiting.ClickAsync();
            }
            return isComputed;
        });
    }

    [GeneratedRegex("/tirage/(?!valeur)[^/]+$")]
    private static partial Regex Draw();

    async Task<byte[]> DrawnAsync(IPage page, bool withScripts = true)
    {
        await UntilComputedAsync(page, "Voir où il en est", withScripts);
        Assert.Equal("Votre tirage est prêt", await page.Locator("h1").InnerTextAsync());
        using var client = portal.Client();
        return await client.GetByteArrayAsync(new Uri($"{page.Url}/tirage.zip"));
    }

    static async Task<string> CheckedAsync(IPage page, byte[] evidence, byte[]? openings)
    {
        await page.GetByLabel("Le fichier publié").SetInputFilesAsync(Upload("evidence.json", evidence));
        await page.GetByLabel("Le fichier d’ouvertures")
            .SetInputFilesAsync(openings is null ? [] : [Upload("openings.json", openings)]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Vérifier", Exact = true }).ClickAsync();
        var verdict = page.Locator("#resultat .note.good, #resultat .note.bad");
        return await verdict.InnerTextAsync();
    }

    string At(string path) => new Uri(portal.Address, path).AbsoluteUri;

    static FilePayload File(string path) => Upload(Path.GetFileName(path), System.IO.File.ReadAllBytes(PathOf(path)));

    static string PathOf(string path) => Path.Combine(AppContext.BaseDirectory, "pools", path);

    static FilePayload Upload(string name, byte[] content) =>
        new() { Name = name, MimeType = "application/octet-stream", Buffer = content };

    static Dictionary<string, byte[]> Unpack(byte[] archive)
    {
        using var zip = new ZipArchive(new MemoryStream(archive));
        return zip.Entries.ToDictionary(entry => entry.Name, entry =>
        {
            using var content = entry.Open();
            using var memory = new MemoryStream();
            content.CopyTo(memory);
            return memory.ToArray();
        });
    }

    static byte[] Pack(Dictionary<string, byte[]> files)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }
        return memory.ToArray();
    }
}
