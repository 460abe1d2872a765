namespace Caisse.Demo;

/// <summary>
/// One link for each kind of person, which signs them in and opens their page; on a platform in development
/// alone. Whoever is behind one has accepted their invitation, so the links stay good.
/// </summary>
sealed class Links(Gateway gateway, Notebook notebook, Fund fund, Uri address)
{
    /// <summary>The household and the ward that the links are about; the committee's are others.</summary>
    const int Home = 3, Ward = 4;

    static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    internal async Task SayAsync()
    {
        var plan = fund.Plan;
        Console.WriteLine();
        Console.WriteLine($"{plan.Name}: open {address}{plan.Slug}, or sign in as");
        await SayAsync("household", await MemberAsync(), "/mon-espace");
        await SayAsync("delegate", await DelegateAsync(), "/mon-espace");
        await SayAsync("shop's bookkeeper", await InviteAsync(
            "Nadia Belkacem", "merchant", null, fund.Shops[0].Id), "/point-de-vente");
        await SayAsync("committee member", fund.Committee.FirstSeat, "/comite");
        await SayAsync("coordinator", fund.Coordinator, "/gestion");
        await SayAsync("treasurer", fund.Treasurer, "/gestion");
        await SayAsync(
            "treasurer's colleague", await InviteAsync(plan.Staff.SecondTreasurer, "treasurer"), "/gestion");
        await SayAsync("accreditor", await InviteAsync(plan.Staff.Accreditor, "accreditor"), "/gestion");
        await SayAsync("funder", await InviteAsync(plan.Staff.Funder, "funder"), "/gestion/fonds");
    }

    /// <summary>Who runs the platform, whatever the caisse.</summary>
    internal async Task SayOperatorAsync() => await SayAsync(
        "operator", await fund.Inviting.InviteOperatorAsync("Camille Roche", Now), "/plateforme");

    Task<Session> InviteAsync(
        string name, string role, Guid? memberId = null, Guid? pointOfSaleId = null) =>
        fund.Inviting.InviteAsync(fund.Coordinator, name, role, Now, memberId, pointOfSaleId);

    Task<Session> MemberAsync()
    {
        var memberId = fund.Enrolled[Home].MemberIds[0];
        return InviteAsync(fund.NameOf(memberId), "member", memberId);
    }

    async Task<Session> DelegateAsync()
    {
        var names = fund.Plan.Staff.Delegate.Split(' ');
        var person = new { firstName = names[0], lastName = string.Join(' ', names[1..]) };
        var named = await notebook.OnceAsync($"{fund.Plan.Slug} delegate", () => gateway.SendAsync(
            fund.Coordinator, new Call(
                HttpMethod.Post, fund.At($"households/{fund.Enrolled[Ward].Id}/delegates"), new { person },
                Now)));
        return await InviteAsync(
            fund.Plan.Staff.Delegate, "delegate", named.GetProperty("id").GetGuid());
    }

    async Task SayAsync(string who, Session person, string page)
    {
        await gateway.SignInAsync(person);
        var retour = Uri.EscapeDataString($"/se-connecter?retour={page}");
        Console.WriteLine($"  {who,-22} {address}connexion/demonstration/{person.Code}?retour={retour}");
    }
}
