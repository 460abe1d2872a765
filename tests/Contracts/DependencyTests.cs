using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Caisse.Contracts.Tests;

/// <summary>Whoever reads our events needs nothing but the framework.</summary>
public class DependencyTests
{
    static readonly string[] References =
        ["PackageReference", "ProjectReference", "FrameworkReference", "Reference"];

    [Fact]
    public void The_contracts_use_nothing_but_the_framework()
    {
        var names = typeof(IEvent).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!);

        Assert.All(names, name => Assert.StartsWith("System.", name, StringComparison.Ordinal));
    }

    [Fact]
    public void The_project_of_the_contracts_references_nothing()
    {
        var project = XDocument.Load(
            Path.Combine(SourceFolder(), "../../services/Contracts/Contracts.csproj"));

        Assert.DoesNotContain(project.Descendants(), element => References.Contains(element.Name.LocalName));
    }

    static string SourceFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
