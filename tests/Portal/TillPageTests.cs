using System.Net;
using System.Text.RegularExpressions;
using Caisse.Support.Browsing;

namespace Caisse.Portal.Tests;

/// <summary>The till's page and its files, before any device is linked.</summary>
public sealed partial class TillPageTests(RunningPortal portal) : IClassFixture<RunningPortal>
{
    const int LargestFirstLoadBytes = 110 * 1024;

    [Fact]
    public async Task Its_policy_lets_it_use_the_camera_and_its_one_worker_and_no_other_page_may()
    {
        using var client = portal.Client();
        using var till = await client.GetAsync(new Uri("/encaisser", UriKind.Relative));
        using var other = await client.GetAsync(new Uri("/aide", UriKind.Relative));

        Assert.Contains("worker-src 'self'", Policy(till), StringComparison.Ordinal);
        Assert.Contains("require-trusted-types-for 'script'; trusted-types till", Policy(till), StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", Policy(till), StringComparison.Ordinal);
        Assert.Contains("camera=(self)", Permissions(till), StringComparison.Ordinal);
        Assert.DoesNotContain("worker-src", Policy(other), StringComparison.Ordinal);
        Assert.Contains("camera=()", Permissions(other), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_worker_may_look_after_the_page_and_keeps_every_file_that_there_is()
    {
        using var client = portal.Client();
        using var answer = await client.GetAsync(new Uri("/encaisser/sw.js", UriKind.Relative));
        var worker = await answer.Content.ReadAsStringAsync();

        Assert.Equal("/encaisser", answer.Headers.GetValues("Service-Worker-Allowed").Single());
        Assert.Matches("^const version = \"[0-9a-f]{16}\";", worker);
        var kept = Kept().Matches(worker).Select(match => match.Groups[1].Value).Where(name => !name.Contains('?')).ToList();
        Assert.InRange(kept.Count, 15, 40);
        foreach (var file in kept)
        {
            using var there = await client.GetAsync(new Uri(file, UriKind.Relative));
            Assert.Equal((file, HttpStatusCode.OK), (file, there.StatusCode));
        }
        var script = await client.GetStringAsync(new Uri("/encaisser/till.js", UriKind.Relative));
        Assert.All(Imported().Matches(script).Select(match => $"/encaisser/{match.Groups[1].Value}"), name => Assert.Contains(name, kept));
    }

    [Fact]
    public async Task It_speaks_the_language_that_its_address_names()
    {
        using var client = portal.Client();
        var french = await client.GetStringAsync(new Uri("/encaisser?langue=fr", UriKind.Relative));
        var english = await client.GetStringAsync(new Uri("/encaisser?langue=en", UriKind.Relative));

        Assert.Contains("<html lang=\"fr\">", french, StringComparison.Ordinal);
        Assert.Contains("data-word=\"refused.nothing\">Rien n’a été pris.", french, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\">", english, StringComparison.Ordinal);
        Assert.Contains("data-word=\"refused.nothing\">Nothing was taken.", english, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_first_load_is_small_enough_for_a_market()
    {
        using var client = portal.Client();
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("br, gzip");
        var page = await client.GetStringAsync(new Uri("/encaisser?langue=fr", UriKind.Relative));
        using var worker = await client.GetAsync(new Uri("/encaisser/worker.js", UriKind.Relative));
        var names = Named().Matches(page).Select(match => match.Groups[1].Value).Append("/text.woff2");
        var bytes = 0L;
        foreach (var name in names.Concat(
            ["api", "day", "device", "link", "network", "queue", "sale", "screens", "signals", "store", "words"])
            .Select(name => name.StartsWith('/') ? name : $"/encaisser/{name}.js").Distinct())
        {
            using var file = await client.GetAsync(new Uri(name, UriKind.Relative));
            bytes += (await file.Content.ReadAsByteArrayAsync()).Length;
        }

        Assert.InRange(bytes, 1, LargestFirstLoadBytes);
    }

    [Fact]
    public async Task Without_scripts_it_says_what_it_needs()
    {
        await using var window = await Chromium.OpenAsync(360, withScripts: false);
        await window.Page.GotoAsync(new Uri(portal.Address, "/encaisser").AbsoluteUri);

        await window.Page.GetByText("elle a besoin de JavaScript").WaitForAsync();
    }

    [Fact]
    public async Task A_code_is_drawn_with_the_address_where_it_is_typed_and_nothing_but_eight_digits_is()
    {
        using var client = portal.Client();
        using var drawn = await client.GetAsync(new Uri("/encaisser/code/12345678.svg", UriKind.Relative));
        using var other = await client.GetAsync(new Uri("/encaisser/code/1234567a.svg", UriKind.Relative));

        Assert.Equal("image/svg+xml", drawn.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Fact]
    public async Task A_bookkeepers_pages_are_behind_sign_in()
    {
        using var client = portal.Client();
        foreach (var page in (string[])["", "/ventes", "/releve", "/remboursements", "/terminaux", "/fiche", "/releve.csv"])
        {
            using var answer = await client.GetAsync(new Uri($"/point-de-vente{page}", UriKind.Relative));
            Assert.Equal((page, HttpStatusCode.Redirect), (page, answer.StatusCode));
            Assert.Contains("/se-connecter", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        }
    }

    static string Policy(HttpResponseMessage answer) => answer.Headers.GetValues("Content-Security-Policy").Single();

    static string Permissions(HttpResponseMessage answer) => answer.Headers.GetValues("Permissions-Policy").Single();

    [GeneratedRegex("\"(/(?:encaisser/|text)[^\"]*)\"")]
    private static partial Regex Kept();

    [GeneratedRegex("from \"\\./([a-z-]+\\.js)\"")]
    private static partial Regex Imported();

    [GeneratedRegex("(?:href|src)=\"(/[^\"]+\\.(?:css|js))\"")]
    private static partial Regex Named();
}
