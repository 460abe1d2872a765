using Caisse.Demo;

var address = Environment.GetEnvironmentVariable("services__gateway__http__0") ?? "http://localhost:8080";
var operatorId = Environment.GetEnvironmentVariable("Bootstrap__OperatorClientId");
var operatorSecret = Environment.GetEnvironmentVariable("Bootstrap__OperatorClientSecret");
if (operatorId is null || operatorSecret is null)
{
    Console.Error.WriteLine(
        "Set Bootstrap__OperatorClientId and Bootstrap__OperatorClientSecret to the operator's credentials.");
    return 2;
}

using var gateway = new Gateway(new Uri(address));
using var notebook = Notebook.Open(operatorSecret);
var platformOperator = new Session(operatorId, operatorSecret);
var now = TimeProvider.System.GetUtcNow();
var thisMonth = new DateOnly(now.Year, now.Month, 1);
// A year that was begun is ended in the months it was begun with.
var begun = await notebook.OnceAsync(
    "first month", () => Task.FromResult($"{thisMonth.AddMonths(-12):yyyy-MM-dd}"));
var firstMonth = DateOnly.Parse(begun, null);

var addsUp = true;
var played = new List<Links>();
foreach (var plan in (FundPlan[])[FundPlan.Montpellier, FundPlan.Nantes])
{
    var fund = await new Founding(gateway, notebook, platformOperator, plan, firstMonth).RunAsync();
    await new Year(gateway, notebook, fund).RunAsync();
    addsUp &= await new Summary(gateway, fund).ReadAsync();
    addsUp &= await new DrawSummary(gateway, notebook, fund).ReadAsync();
    await new Unfinished(gateway, notebook, fund).LeaveAsync();
    played.Add(new Links(gateway, notebook, fund, new Uri(address)));
}
// Last, so that a terminal ends with what one opens next.
foreach (var links in played)
{
    await links.SayAsync();
}
await played[0].SayOperatorAsync();
return addsUp ? 0 : 1;
