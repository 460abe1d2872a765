using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Caisse.ServiceDefaults;

/// <summary>The grants, any of which opens an endpoint.</summary>
/// <param name="Grants">Roles and scopes.</param>
public sealed record AllowedGrants(IReadOnlyList<string> Grants) : IAuthorizationRequirement;

/// <summary>Who may call what.</summary>
public static class SecuritySetup
{
    static readonly TimeSpan IdentityTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Opens a use case to the callers whose token grants one of these in the caisse of the address.
    /// </summary>
    public static TBuilder Allow<TBuilder>(this TBuilder endpoint, params string[] grants)
        where TBuilder : IEndpointConventionBuilder
    {
        var allowed = new AllowedGrants(grants);
        return endpoint.WithMetadata(allowed)
            .RequireAuthorization(policy => policy.RequireAuthenticatedUser().AddRequirements(allowed));
    }

    /// <summary>Verifies tokens and closes every endpoint that does not say who may call it.</summary>
    public static void AddCaisseSecurity(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<ISigningKeys>(provider => new PublishedSigningKeys(
            new HttpClient
            {
                BaseAddress = SharedSettings.IdentityAddress.Of(builder.Configuration),
                Timeout = IdentityTimeout,
            },
            TimeProvider.System, provider.GetRequiredService<ILogger<PublishedSigningKeys>>()));
        // Tokens end by the machine's clock, whatever a request says of the time.
        builder.Services.AddSingleton(new VerifiedTokens(TimeProvider.System));
        builder.Services.AddAuthentication(BearerAuthentication.SchemeName)
            .AddScheme<JwtBearerOptions, BearerAuthentication>(BearerAuthentication.SchemeName, null);
        builder.Services.AddOptions<JwtBearerOptions>(BearerAuthentication.SchemeName)
            .Configure<ISigningKeys>((options, keys) =>
            {
                options.SaveToken = false;
                // One for all requests, or the framework makes one for each.
                options.Events = new JwtBearerEvents();
                options.TokenHandlers.Clear();
                options.TokenHandlers.Add(new PlatformTokenHandler(keys));
                options.TokenValidationParameters =
                    PlatformTokenHandler.Required(Tokens.Issuer(builder.Configuration));
            });
        // Every bad token would be a line, and anyone may send as many as they like.
        builder.Logging.AddFilter(typeof(BearerAuthentication).FullName, LogLevel.Warning);
        builder.Services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build());
        builder.Services.AddSingleton<IAuthorizationHandler, GrantAuthorization>();
        builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, AnswerUnauthorized>();
    }
}

sealed class GrantAuthorization : AuthorizationHandler<AllowedGrants>
{
    internal const string NotYours = "not your caisse";

    protected override Task HandleRequirementAsync(
        AuthorizationHandlerContext context, AllowedGrants requirement)
    {
        var caisse = (context.Resource as HttpContext)?.Request.RouteValues["caisse"] as string;
        var held = context.User.FindAll("grants").Select(claim => claim.Value).ToHashSet();
        var isOperator = held.Contains($"{Grants.EveryCaisse}:{Grants.Operator}");
        if ((isOperator && requirement.Grants.Contains(Grants.Operator))
            || (caisse is not null && requirement.Grants.Any(grant => held.Contains($"{caisse}:{grant}"))))
        {
            context.Succeed(requirement);
        }
        else if (caisse is not null
            && !isOperator
            && !held.Any(grant => grant.StartsWith($"{caisse}:", StringComparison.Ordinal)))
        {
            context.Fail(new AuthorizationFailureReason(this, NotYours));
        }
        return Task.CompletedTask;
    }
}

/// <summary>Says why with problem details; another caisse looks like one that does not exist.</summary>
sealed class AnswerUnauthorized : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult)
    {
        // No use case was found, or routing stands in for one to say that the method (405) or
        // content type (415) is wrong.
        if (authorizeResult.Succeeded || context.GetEndpoint() is not RouteEndpoint endpoint)
        {
            return next(context);
        }
        if (authorizeResult.Challenged)
        {
            return context.ChallengeAsync();
        }
        var notYours = authorizeResult.AuthorizationFailure?.FailureReasons.Any(reason =>
            reason.Message == GrantAuthorization.NotYours);
        var needed = endpoint.Metadata.GetMetadata<AllowedGrants>()?.Grants ?? [];
        var refusal = notYours == true
            ? Refusal.NoSuchCaisse(context.Request.RouteValues["caisse"] as string ?? "")
            : new Refusal(
                StatusCodes.Status403Forbidden, "not-allowed",
                $"This is for {string.Join(", ", needed)}.").With("needed", needed);
        return refusal.ExecuteAsync(context);
    }
}
