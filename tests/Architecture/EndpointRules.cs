using System.Reflection;
using Caisse.ServiceDefaults;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Caisse.Architecture.Tests;

/// <summary>
/// Every use case says who may call it and what it is called; what moves money can be repeated safely.
/// </summary>
[Collection(SharedPlatform.Name)]
public sealed class EndpointRules(Platform platform)
{
    const int FewestUseCases = 60;

    /// <summary>For machines, and no use case: not in the API description.</summary>
    static readonly string[] Infrastructure =
        ["/health/live", "/health/ready", "/openapi/{documentName}.json"];

    /// <summary>The requests that move money: sent twice by a client in doubt, done once.</summary>
    static readonly string[] MoneyMoving =
    [
        "POST /v1/caisses/{caisse}/allocation-runs",
        "POST /v1/caisses/{caisse}/collections",
        "POST /v1/caisses/{caisse}/corrections",
        "POST /v1/caisses/{caisse}/corrections/{correctionId:guid}/approval",
        "POST /v1/caisses/{caisse}/grants/{grantId:guid}/instalments",
        "POST /v1/caisses/{caisse}/payments",
        "POST /v1/caisses/{caisse}/payments/{paymentId:guid}/capture",
        "POST /v1/caisses/{caisse}/payments/{paymentId:guid}/refunds",
        "POST /v1/caisses/{caisse}/payments/{paymentId:guid}/void",
        "POST /v1/caisses/{caisse}/receipt-claims/{claimId:guid}/approval",
        "POST /v1/caisses/{caisse}/receipts",
        "POST /v1/caisses/{caisse}/settlements",
        "POST /v1/caisses/{caisse}/supplements",
        "POST /v1/caisses/{caisse}/supplements/{supplementId:guid}/approval",
        "POST /v1/caisses/{caisse}/voucher-batches/{batchId:guid}/approval",
        "POST /v1/caisses/{caisse}/vouchers",
        "POST /v1/caisses/{caisse}/wallets/{householdId:guid}/share",
    ];

    /// <summary>
    /// Whoever signs in has no token yet (their pages know them by a session), whoever asks to join is nobody's
    /// member yet, and a device that asks to be a till is nobody's till.
    /// </summary>
    static readonly string[] OpenToEveryone =
    [
        "GET,POST /appareil", "GET,POST /compte/adresse", "GET,POST /compte/appareils",
        "GET,POST /compte/cles", "GET,POST /connexion", "GET,POST /connexion/code",
        "GET,POST /connexion/deuxieme", "GET,POST /invitation/{code?}", "GET,POST /oauth/authorize",
        "GET,POST /oauth/logout", "POST /compte/cles/demande", "POST /connexion/accord",
        "POST /connexion/caisse", "POST /connexion/cle", "POST /connexion/cle/demande", "POST /oauth/token",
        "POST /v1/caisses/{caisse}/applications", "POST /v1/till-pairings",
    ];

    [Fact]
    public void Every_endpoint_says_who_may_call_it()
    {
        var endpoints = Endpoints().ToList();

        Assert.InRange(endpoints.Count, FewestUseCases, int.MaxValue);
        Assert.DoesNotContain(endpoints, endpoint =>
            endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
            && endpoint.Metadata.GetMetadata<AllowedGrants>() is not { Grants.Count: > 0 });
    }

    [Fact]
    public void No_endpoint_that_changes_a_caisse_is_open_to_everyone()
    {
        var open = Endpoints().Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
            && Methods(endpoint).Any(method => method != "GET")).Select(Describe);

        Assert.Equal(OpenToEveryone, open.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_use_case_has_a_name_and_a_summary()
    {
        var useCases = UseCases().ToList();

        Assert.InRange(useCases.Count, FewestUseCases, int.MaxValue);
        Assert.All(useCases, useCase =>
        {
            Assert.False(
                string.IsNullOrEmpty(useCase.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName),
                Describe(useCase));
            Assert.EndsWith(".", useCase.Metadata.GetMetadata<IEndpointSummaryMetadata>()?.Summary);
        });
    }

    [Fact]
    public void What_moves_money_requires_an_idempotency_key()
    {
        var keyed = UseCases().Where(RequiresIdempotencyKey).Select(Describe).Order(StringComparer.Ordinal);

        Assert.Equal(MoneyMoving, keyed);
    }

    /// <summary>The description names a body by its type: of two with one name it would show only one.</summary>
    [Fact]
    public void No_two_bodies_of_a_service_have_one_name() => Assert.All(platform.Services, service =>
    {
        var bodies = service.Endpoints.SelectMany(Bodies).Distinct().ToList();

        Assert.NotEmpty(bodies);
        Assert.Empty(bodies.GroupBy(body => body.Name).Where(same => same.Count() > 1)
            .Select(same => string.Join(", ", same)));
    });

    IEnumerable<RouteEndpoint> Endpoints() => platform.Services.SelectMany(service => service.Endpoints);

    IEnumerable<RouteEndpoint> UseCases() =>
        Endpoints().Where(endpoint => !Infrastructure.Contains(endpoint.RoutePattern.RawText));

    /// <summary>A use case that takes the key as nullable lets callers go without one.</summary>
    static bool RequiresIdempotencyKey(RouteEndpoint useCase) =>
        useCase.Metadata.GetMetadata<MethodInfo>()!.GetParameters()
            .Any(parameter => parameter.ParameterType == typeof(IdempotencyKey)
                && new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.NotNull);

    /// <summary>The types that its requests and answers are made of; of a list or a page, those within.</summary>
    static IEnumerable<Type> Bodies(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetOrderedMetadata<IAcceptsMetadata>().Select(request => request.RequestType)
            .Concat(endpoint.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>()
                .Select(response => response.Type))
            .OfType<Type>()
            .SelectMany(type => type.IsGenericType ? type.GetGenericArguments() : [type]);

    static IEnumerable<string> Methods(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"];

    static string Describe(RouteEndpoint endpoint) =>
        $"{string.Join(',', Methods(endpoint))} {endpoint.RoutePattern.RawText}";
}
