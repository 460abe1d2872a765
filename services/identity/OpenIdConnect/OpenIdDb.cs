using Microsoft.EntityFrameworkCore;
using OpenIddict.EntityFrameworkCore.Models;

namespace Caisse.Identity.OpenIdConnect;

/// <summary>
/// The tables of OpenIddict, made by a migration like every other. Of an application only the id is here:
/// <see cref="Applications"/> reads the rest from <c>oauth_client</c>.
/// </summary>
sealed class OpenIdDb(DbContextOptions<OpenIdDb> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.UseOpenIddict();
        modelBuilder.Ignore<OpenIddictEntityFrameworkCoreScope>();
        modelBuilder.Entity<OpenIddictEntityFrameworkCoreApplication>(application =>
        {
            application.ToTable("openid_application");
            foreach (var property in application.Metadata.GetProperties().Where(one => !one.IsKey()).ToList())
            {
                application.Ignore(property.Name);
            }
        });
        modelBuilder.Entity<OpenIddictEntityFrameworkCoreAuthorization>().ToTable("openid_authorization");
        modelBuilder.Entity<OpenIddictEntityFrameworkCoreToken>().ToTable("openid_token");
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(one => one.GetProperties()))
        {
            property.SetColumnName(InSnakeCase(property.Name));
        }
    }

    static string InSnakeCase(string name) => string.Concat(name.Select((letter, index) =>
        char.IsUpper(letter) && index > 0 ? $"_{char.ToLowerInvariant(letter)}"
        : $"{char.ToLowerInvariant(letter)}"));
}
