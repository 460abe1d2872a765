namespace Caisse.Demo;

/// <summary>A household in the fund.</summary>
sealed record EnrolledHousehold(Guid Id, IReadOnlyList<Guid> MemberIds, string CardToken);

/// <summary>A point of sale with its till.</summary>
sealed record Shop(Guid Id, Session Till);

/// <summary>A fund that has been founded: who runs it, where one shops, who decides.</summary>
sealed record Fund(
    FundPlan Plan, DateOnly FirstMonth, Session Coordinator, Session Treasurer,
    IReadOnlyList<PlannedHousehold> Planned, IReadOnlyList<Shop> Shops, Committee Committee, Guid PublicGrant,
    Guid? PrivateGrant)
{
    /// <summary>Households by number, as they join.</summary>
    internal Dictionary<int, EnrolledHousehold> Enrolled { get; init; } = [];

    /// <summary>Households by number whose first person can sign in, and shops with a telephone.</summary>
    internal SortedDictionary<int, Session> Phones { get; } = [];

    /// <summary>Invites its people.</summary>
    internal required Inviting Inviting { get; init; }

    /// <summary>What a person of the register is called.</summary>
    internal string NameOf(Guid memberId)
    {
        var (number, home) = Enrolled.First(one => one.Value.MemberIds.Contains(memberId));
        var person = Planned[number].People[home.MemberIds.ToList().IndexOf(memberId)];
        return $"{person.FirstName} {person.LastName}";
    }

    /// <summary>Address of something in this caisse.</summary>
    internal string At(string path) => $"{Plan.Slug}/{path}";
}
