using System.Reflection;

namespace Caisse.Architecture.Tests
{
    /// <summary>
    /// Rooms are read from the ground up: where two know each other, neither can be understood, moved or
    /// tested alone. What both need stands in the lowest room that needs it.
    /// </summary>
    public sealed class RoomRules
    {
        const int FewestRooms = 5;

        /// <summary>A room stands on a floor or in the service itself: Directory.Applying, Settling.</summary>
        const int MaxFloors = 1;

        public static TheoryData<string> Services => [.. Platform.Assemblies.Keys];

        [Theory]
        [MemberData(nameof(Services))]
        public void No_rooms_of_a_service_know_each_other_in_a_circle(string name)
        {
            var service = Platform.Assemblies[name];
            var rooms = new RoomGraph(service.GetName().Name!).With(service)
                .With(Repository.Under($"services/{name}/").Where(IsSource));

            Assert.InRange(rooms.Rooms.Count, FewestRooms, int.MaxValue);
            Rule.NoneOf(rooms.Circles());
            Rule.NoneOf(rooms.Rooms.Where(room => room.Count(letter => letter == '.') > MaxFloors));
        }

        /// <summary>
        /// Rooms that are there for this test know the next in their code; the last closes the circle by what its
        /// file says.
        /// </summary>
        [Fact]
        public void A_circle_is_found_wherever_it_closes()
        {
            var rooms = new RoomGraph("Caisse.Architecture.Tests.Planted");
            rooms.With(Assembly.GetExecutingAssembly());
            Assert.Empty(rooms.Circles());
            Assert.Equal(["Attic", "Cellar", "Kitchen"], rooms.Rooms.Order(StringComparer.Ordinal));

            rooms.With([new SourceFile(
                "Cellar.cs",
                """
                using Caisse.Architecture.Tests.Planted.Attic;

                namespace Caisse.Architecture.Tests.Planted.Cellar;
                """)]);
            Assert.Equal(
                ["Attic knows Kitchen", "Cellar knows Attic", "Kitchen knows Cellar"], rooms.Circles());
        }

        static bool IsSource(SourceFile file) => Path.GetExtension(file.Path) is ".cs" or ".razor";
    }
}

namespace Caisse.Architecture.Tests.Planted.Attic
{
    static class Trunk
    {
        internal static string Open() => Kitchen.Drawer<int>.Open(3);
    }
}

namespace Caisse.Architecture.Tests.Planted.Kitchen
{
    static class Drawer<T>
    {
        internal static string Open(T of) =>
            string.Join(' ', Enumerable.Repeat(of, 2).Select(_ => Cellar.Shelf.Name()));
    }
}

namespace Caisse.Architecture.Tests.Planted.Cellar
{
    static class Shelf
    {
        internal static string Name() => "shelf";
    }
}
