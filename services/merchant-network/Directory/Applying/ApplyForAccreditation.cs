using Caisse.Banking;
using Caisse.Contracts.MerchantNetwork;
using Caisse.MerchantNetwork.Directory.Finding;
using Caisse.MerchantNetwork.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.Directory.Applying;

/// <summary>Writes down that a point of sale asks to be accredited; only a decision accredits it.</summary>
static class ApplyForAccreditation
{
    const int LongestHours = 500;
    const int LongestPostalCode = 10;
    const int LongestIdentifier = 50;
    const int LongestCategory = 50;
    const int MostCategories = 50;

    static readonly string[] Kinds = ["producer", "shop", "market_stall", "buying_group", "canteen"];

    internal sealed record ApplyRequest(
        string Name, [property: Words(typeof(ApplyForAccreditation), nameof(Kinds))] string Kind, Place Place,
        IReadOnlyList<string> Categories, string Iban,
        string LegalName, string LegalIdentifier, string? Hours = null);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/points-of-sale", HandleAsync)
            .Describe(nameof(ApplyForAccreditation), "Write down that a point of sale asks to be accredited.")
            .Creates()
            .Allow(Grants.Coordinator, Grants.Accreditor);

    static async Task<Answer<PointOfSaleAnswer>> HandleAsync(
        ApplyRequest request, IdempotencyKey? key, Caller caller, Database database, CancellationToken cancel)
    {
        if (Examine(request).Problem is { } problem)
        {
            return problem;
        }
        return await key.OnceIfKeyedAsync<PointOfSaleAnswer>(database, caller, request, async work =>
        {
            var answer = await ApplyAsync(work, request);
            return new Answer<PointOfSaleAnswer>
            {
                Value = answer,
                Location = $"/v1/caisses/{work.Caisse}/points-of-sale/{answer.Id}",
            };
        }, cancel);
    }

    static Check Examine(ApplyRequest request)
    {
        var ibanProblem = Iban.Problem(request.Iban);
        var check = new Check()
            .Text(request.Name, "name")
            .OneOf(request.Kind, Kinds, "kind")
            .Text(request.Place.Street, "place.street")
            .Text(request.Place.PostalCode, "place.postalCode", LongestPostalCode)
            .Text(request.Place.City, "place.city")
            .That(request.Place.Latitude is >= -90 and <= 90, "place.latitude", "is from -90 to 90.")
            .That(request.Place.Longitude is >= -180 and <= 180, "place.longitude", "is from -180 to 180.")
            .Text(request.Hours ?? "none", "hours", LongestHours)
            .Count(request.Categories, 1, MostCategories, "categories")
            .Text(request.LegalName, "legalName")
            .Text(request.LegalIdentifier, "legalIdentifier", LongestIdentifier)
            .That(ibanProblem is null, "iban", ibanProblem ?? "");
        foreach (var category in request.Categories.Take(MostCategories))
        {
            check.Text(category, "categories", LongestCategory)
                .That(IsLowerCaseWords(category), "categories", "must be lower-case words.");
        }
        return check;
    }

    static bool IsLowerCaseWords(string? category) =>
        category is not null && category == category.Trim()
        && category.All(sign => (char.IsLetterOrDigit(sign) && !char.IsUpper(sign)) || " -'".Contains(sign));

    static async Task<PointOfSaleAnswer> ApplyAsync(Work work, ApplyRequest request)
    {
        var id = Guid.CreateVersion7();
        var place = request.Place;
        string[] categories = [.. request.Categories.Distinct()];
        var iban = Iban.Normalize(request.Iban)!;
        await work.ExecuteAsync(InsertPointOfSale, new
        {
            work.Caisse,
            id,
            request.Name,
            request.Kind,
            place.Street,
            place.PostalCode,
            place.City,
            place.Latitude,
            place.Longitude,
            request.Hours,
            categories,
            request.LegalName,
            request.LegalIdentifier,
            iban,
            work.Now,
        });
        var applied = new PointOfSaleApplied(work.Caisse, id, request.Name, request.Kind, work.Now);
        await work.PublishAsync(applied);
        var answer = new PointOfSaleAnswer(
            id, request.Name, request.Kind, place, request.Hours, categories, Accreditation.Applied,
            request.LegalName, request.LegalIdentifier, Iban.Mask(iban), work.Now.UtcDateTime);
        await work.AuditAsync("point-of-sale.applied", id, null, answer);
        return answer;
    }

    const string InsertPointOfSale =
        """
        insert into point_of_sale (
            caisse_id, point_of_sale_id, name, kind, street, postal_code, city, latitude, longitude, hours,
            categories, legal_name, legal_identifier, iban, applied_at)
        values (
            @Caisse, @id, @Name, @Kind, @Street, @PostalCode, @City, @Latitude, @Longitude, @Hours,
            @categories, @LegalName, @LegalIdentifier, @iban, @Now)
        """;
}
