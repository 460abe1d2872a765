using Caisse.Benchmarks.Allocating;
using Caisse.Benchmarks.History;
using Caisse.Benchmarks.Importing;
using Caisse.Benchmarks.Measuring;
using Caisse.Benchmarks.Posting;
using Caisse.Benchmarks.Rivals;
using Caisse.Benchmarks.Sortition;
using Caisse.Benchmarks.Tills;
using Caisse.ServiceDefaults;
using Caisse.Support;

// Measures the ledger against rivals in the same run, on servers of its own at PostgreSQL's default
// durability. Arguments name the sections to run; without any, all of them run.
if (args is ["rival"])
{
    await CaisseHost.RunAsync<RivalWallet>([]);
    return;
}

(string Name, Func<Figures, Task> RunAsync)[] sections =
[
    ("posting", PostingBenchmark.RunAsync),
    ("tills", TillsBenchmark.RunAsync),
    ("allocating", AllocatingBenchmark.RunAsync),
    ("history", HistoryBenchmark.RunAsync),
    ("importing", ImportingBenchmark.RunAsync),
    ("sortition", SortitionBenchmark.RunAsync),
];

TestServers.IsDurable = true;
var figures = new Figures();
foreach (var section in sections.Where(section => args.Length == 0 || args.Contains(section.Name)))
{
    await section.RunAsync(figures);
}
figures.Show(Path.Combine(Path.GetTempPath(), "caisse-benchmarks.json"));
