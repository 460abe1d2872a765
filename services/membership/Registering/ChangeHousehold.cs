using Caisse.Membership.Domain;
using Caisse.Membership.Sealing;
using Caisse.Membership.Searching;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Registering;

/// <summary>The coordinator corrects where a household lives or how to reach it.</summary>
static class ChangeHousehold
{
    internal sealed record HouseholdChanges(Address? Address = null, Contact? Contact = null);

    /// <param name="Id">The household.</param>
    /// <param name="Address">As it is now.</param>
    /// <param name="Contact">As it is now.</param>
    /// <param name="Version">Version of the household.</param>
    /// <param name="Warnings">Who else is at the new address.</param>
    internal sealed record ChangedHousehold(
        Guid Id, Address Address, Contact Contact, long Version,
        IReadOnlyList<DuplicateWarning> Warnings) : IVersioned;

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPatch("/households/{householdId:guid}", HandleAsync)
            .Describe(nameof(ChangeHousehold), "Change the address or the contact of a household.")
            .Allow(Grants.Coordinator);

    static async Task<Answer<ChangedHousehold>> HandleAsync(
        Guid householdId, HouseholdChanges request, ExpectedVersion expected, Caller caller,
        Database database, PersonalData personal, SearchDigests digests, CancellationToken cancel)
    {
        var isSomething = request.Address is not null || request.Contact is not null;
        var check = new Check().That(isSomething, "address", "or contact must be given.");
        request.Address?.CheckInto(check, "address");
        request.Contact?.CheckInto(check, "contact");
        if (check.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        if (await work.FindAsync<HouseholdRow>(Hold, new { work.Caisse, householdId }) is not { } before)
        {
            return Refusal.NotFound("household", householdId);
        }
        if (expected.Mismatch(before.Version) is { } mismatch)
        {
            return mismatch;
        }
        var after = await WriteAsync(work, personal, digests, before, request);
        await work.IndexHouseholdAsync(personal, digests, householdId);
        await work.CommitAsync(cancel);
        return after;
    }

    static async Task<ChangedHousehold> WriteAsync(
        Work work, PersonalData personal, SearchDigests digests, HouseholdRow before,
        HouseholdChanges request)
    {
        var known = await personal.FindAsync<Whereabouts>(work, before.HouseholdId) ?? Whereabouts.Erased;
        var addressBefore = known.In(before.PostalCode, before.City, before.District);
        var address = request.Address ?? addressBefore;
        var contact = request.Contact ?? known.Contact;
        await personal.WriteAsync(work, before.HouseholdId, Whereabouts.Of(address, contact));
        var version = await work.OneAsync<long>(
            Update,
            new
            {
                work.Caisse, before.HouseholdId, address.PostalCode, address.City, address.District,
            });
        // The audit trail outlives personal data, so it keeps which fields changed and not what they said.
        string[] fields = [.. Changed(addressBefore, address, known.Contact, contact)];
        await work.AuditAsync(
            "household.changed", before.HouseholdId, new { before.Version }, new { version, fields });
        var warnings = await work.FindDuplicatesAsync(
            digests, [new Candidate(before.HouseholdId, false, request.Address, [])]);
        return new ChangedHousehold(
            before.HouseholdId, address, contact, version, [.. warnings[before.HouseholdId]]);
    }

    static IEnumerable<string> Changed(
        Address addressBefore, Address address, Contact contactBefore, Contact contact)
    {
        (string Field, string? Before, string? After)[] fields =
        [
            ("address.street", addressBefore.Street, address.Street),
            ("address.postalCode", addressBefore.PostalCode, address.PostalCode),
            ("address.city", addressBefore.City, address.City),
            ("address.district", addressBefore.District, address.District),
            ("contact.email", contactBefore.Email, contact.Email),
            ("contact.phone", contactBefore.Phone, contact.Phone),
        ];
        return fields.Where(field => field.Before != field.After).Select(field => field.Field);
    }

    sealed record HouseholdRow(
        Guid HouseholdId, string PostalCode, string City, string? District, long Version);

    const string Hold =
        """
        select household_id, postal_code, city, district, version
        from household where caisse_id = @Caisse and household_id = @householdId
        for update
        """;

    const string Update =
        """
        update household
        set postal_code = @PostalCode, city = @City, district = @District, version = version + 1
        where caisse_id = @Caisse and household_id = @HouseholdId
        returning version
        """;
}
