using Caisse.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Caisse.ServiceDefaults.Tests;

public sealed class SettingsTests
{
    static readonly string Key = Convert.ToBase64String(new byte[32]);

    static readonly Dictionary<string, string?> Right = new()
    {
        ["ConnectionStrings:probe"] = "Host=localhost;Database=probe;Username=probe",
        ["ConnectionStrings:messaging"] = "amqp://probe:secret@localhost:5672/probe",
        ["services:identity:http:0"] = "http://identity:8080",
        ["Tokens:Issuer"] = "https://caisse.example",
        ["Notes:SealingKey"] = Key,
        ["Letters:Key"] = Key,
    };

    [Fact]
    public async Task With_everything_set_the_service_is_built()
    {
        await using var app = CaisseHost.Build<ProbeService>(Arguments([]));
        var configuration = app.Services.GetRequiredService<IConfiguration>();
        Assert.Equal("https://caisse.example", Tokens.Issuer(configuration));
        Assert.Equal(30, ProbeService.KeptDays.Of(configuration));
        Assert.Equal(new byte[32], ProbeService.SealingKey.Of(configuration));
    }

    [Theory]
    [InlineData("ConnectionStrings:probe", null, "ConnectionStrings__probe is missing")]
    [InlineData("ConnectionStrings:probe", "Hots=localhost", "ConnectionStrings__probe must be")]
    [InlineData("ConnectionStrings:probe", "Host=localhost", "ConnectionStrings__probe must be")]
    [InlineData("ConnectionStrings:probe", "Host=a;Database=b;Port=99999", "ConnectionStrings__probe must be")]
    [InlineData("ConnectionStrings:messaging", "", "ConnectionStrings__messaging is missing")]
    [InlineData("ConnectionStrings:messaging", "localhost:5672", "ConnectionStrings__messaging must be")]
    [InlineData("services:identity:http:0", null, "services__identity__http__0 is missing")]
    [InlineData("services:identity:http:0", "identity:8080", "services__identity__http__0 must be")]
    [InlineData("Tokens:Issuer", null, "Tokens__Issuer is missing")]
    [InlineData("Tokens:Issuer", "caisse.example", "Tokens__Issuer must be")]
    [InlineData("Tokens:Issuer", "https://caisse.example?a=b", "Tokens__Issuer must be")]
    [InlineData("Clock:RequestTime", "true", "Clock__RequestTime is for development only")]
    [InlineData("Clock:RequestTime", "maybe", "Clock__RequestTime must be true or false")]
    [InlineData("Notes:SealingKey", null, "Notes__SealingKey is missing")]
    [InlineData("Notes:SealingKey", "", "Notes__SealingKey is missing")]
    [InlineData("Notes:SealingKey", "c2hvcnQ=", "Notes__SealingKey must be 32 random bytes in base64")]
    [InlineData(
        "Notes:SealingKey", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "Notes__SealingKey must be")]
    [InlineData("Notes:SealingKey", "not base64", "Notes__SealingKey must be")]
    [InlineData("Notes:KeptDays", "0", "Notes__KeptDays must be a whole number from 1 to 365")]
    [InlineData("Notes:KeptDays", "366", "Notes__KeptDays must be")]
    [InlineData("Notes:KeptDays", "ten", "Notes__KeptDays must be")]
    [InlineData("Notes:SaelingKey", "x", "Notes__SaelingKey is not a setting; there is Notes__SealingKey")]
    [InlineData("Tokens:Isuer", "x", "Tokens__Isuer is not a setting; there is Tokens__Issuer")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "somewhere", "OTEL_EXPORTER_OTLP_ENDPOINT must be")]
    public void Each_wrong_setting_is_named_and_its_value_is_not_told(string name, string? value, string named)
    {
        var wrong = Assert.Throws<WrongSettingsException>(
            () => CaisseHost.Build<ProbeService>(Arguments(new() { [name] = value })));
        var lines = wrong.Message.Split('\n');
        Assert.Equal("probe does not start, because its settings are wrong:", lines[0]);
        Assert.StartsWith($"  {named}", Assert.Single(lines[1..]), StringComparison.Ordinal);
        if (value?.Length > 4 && name != "Clock:RequestTime")
        {
            Assert.DoesNotContain(value, wrong.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void All_wrong_settings_are_named_in_one_message()
    {
        var wrong = Assert.Throws<WrongSettingsException>(() => CaisseHost.Build<ProbeService>(
        [
            "--environment=Production", "--Clock:RequestTime=true", "--Notes:KeptDays=-1", "--Notes:Typo=1",
        ]));
        Assert.All(
            (string[])
            [
                "ConnectionStrings__probe", "ConnectionStrings__messaging", "services__identity__http__0",
                "Tokens__Issuer", "Clock__RequestTime", "Notes__SealingKey", "Letters__Key", "Notes__KeptDays",
                "Notes__Typo",
            ],
            name => Assert.Contains($"  {name} ", wrong.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void What_other_programs_find_in_the_same_environment_is_left_alone()
    {
        using var app = CaisseHost.Build<ProbeService>(Arguments(new()
        {
            ["ConnectionStrings:wallet"] = "Host=elsewhere", ["Cards:PinKey"] = "for another service",
            ["services:wallet:http:0"] = "http://wallet",
        }));
        Assert.NotNull(app);
    }

    [Fact]
    public async Task A_development_machine_starts_without_keys_and_issuer()
    {
        await using var app = CaisseHost.Build<ProbeService>(
        [
            "--environment=Development",
            .. Right.Take(3).Select(setting => $"--{setting.Key}={setting.Value}"), "--Clock:RequestTime=true",
        ]);
        var configuration = app.Services.GetRequiredService<IConfiguration>();
        Assert.Equal("http://localhost:8080", Tokens.Issuer(configuration));
        Assert.Equal(32, ProbeService.SealingKey.Of(configuration).Length);
    }

    [Theory]
    [InlineData("https://caisse.example", "https://caisse.example")]
    [InlineData("https://caisse.example/", "https://caisse.example")]
    [InlineData("https://caisse.example/fund/", "https://caisse.example/fund")]
    public async Task The_issuer_is_the_same_with_a_closing_slash(string set, string issuer)
    {
        await using var app =
            CaisseHost.Build<ProbeService>(Arguments(new() { ["Tokens:Issuer"] = set }));
        Assert.Equal(issuer, Tokens.Issuer(app.Services.GetRequiredService<IConfiguration>()));
    }

    [Fact]
    public async Task Names_without_hyphens_mean_the_same()
    {
        await using var app = CaisseHost.Build<HyphenService>(
            Arguments(new() { ["ConnectionStrings:far_probe"] = "Host=far;Database=far" }));
        var configuration = app.Services.GetRequiredService<IConfiguration>();
        Assert.Equal("Host=far;Database=far", configuration.GetConnectionString("far-probe"));

        var both = Assert.Throws<WrongSettingsException>(() => CaisseHost.Build<HyphenService>(Arguments(new()
        {
            ["ConnectionStrings:far_probe"] = "Host=far;Database=far",
            ["ConnectionStrings:far-probe"] = "Host=near;Database=far",
        })));
        Assert.Contains("ConnectionStrings__far_probe is set twice", both.Message, StringComparison.Ordinal);
    }

    static string[] Arguments(Dictionary<string, string?> changes) =>
    [
        "--environment=Production",
        .. new Dictionary<string, string?>(Right.Where(setting => !changes.ContainsKey(setting.Key)))
            .Concat(changes.Where(setting => setting.Value is not null))
            .Select(setting => $"--{setting.Key}={setting.Value}"),
    ];

    sealed class HyphenService : ICaisseService
    {
        public static string Name => "far-probe";

        public static void Register(ServiceRegistration service) =>
            ArgumentNullException.ThrowIfNull(service);

        public static void Map(ServiceRoutes routes) => ArgumentNullException.ThrowIfNull(routes);
    }
}

public sealed class KeyFingerprintTests
{
    static readonly string[] First = Keys(1, 2);

    [Fact]
    public async Task Another_key_is_refused_by_name_and_the_one_of_before_is_taken()
    {
        await using var service = await RunningService<ProbeService>.StartAsync(First);
        Assert.Equal(2, await FingerprintsAsync(service));
        await using (await service.StartAnotherAsync(First))
        {
        }

        var wrong = await Assert.ThrowsAsync<WrongSettingsException>(
            () => service.StartAnotherAsync(Keys(1, 9)));
        Assert.Contains("Letters__Key is not the key", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Notes__SealingKey", wrong.Message, StringComparison.Ordinal);
        Assert.Equal(2, await FingerprintsAsync(service));

        var both = await Assert.ThrowsAsync<WrongSettingsException>(
            () => service.StartAnotherAsync(Keys(2, 1)));
        Assert.Contains("Notes__SealingKey", both.Message, StringComparison.Ordinal);
        Assert.Contains("Letters__Key", both.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_from_before_fingerprints_gets_them_at_the_next_start()
    {
        await using var service = await RunningService<ProbeService>.StartAsync(First);
        await using (var connection = await service.Database.OpenConnectionAsync())
        {
            await using var command = new Npgsql.NpgsqlCommand("delete from key_fingerprint", connection);
            await command.ExecuteNonQueryAsync();
        }

        await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            await using var another = await service.StartAnotherAsync(First);
        }));

        Assert.Equal(2, await FingerprintsAsync(service));
        await Assert.ThrowsAsync<WrongSettingsException>(() => service.StartAnotherAsync(Keys(3, 2)));
    }

    [Fact]
    public async Task A_refused_start_notes_no_other_key()
    {
        await using var service = await RunningService<ProbeService>.StartAsync(First);
        await using (var connection = await service.Database.OpenConnectionAsync())
        {
            await using var command = new Npgsql.NpgsqlCommand(
                "delete from key_fingerprint where setting = 'Letters:Key'", connection);
            await command.ExecuteNonQueryAsync();
        }

        await Assert.ThrowsAsync<WrongSettingsException>(() => service.StartAnotherAsync(Keys(9, 9)));

        Assert.Equal(1, await FingerprintsAsync(service));
        await using var right = await service.StartAnotherAsync(First);
    }

    [Fact]
    public async Task The_service_itself_cannot_change_a_fingerprint()
    {
        await using var service = await RunningService<ProbeService>.StartAsync(First);
        await using var connection =
            await service.Services.GetRequiredService<Npgsql.NpgsqlDataSource>().OpenConnectionAsync();
        await using var command = new Npgsql.NpgsqlCommand("delete from key_fingerprint", connection);
        var denied = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => command.ExecuteNonQueryAsync());
        Assert.Equal(Npgsql.PostgresErrorCodes.InsufficientPrivilege, denied.SqlState);
    }

    static string[] Keys(byte first, byte second) =>
    [
        $"Notes:SealingKey={Convert.ToBase64String(Enumerable.Repeat(first, 32).ToArray())}",
        $"Letters:Key={Convert.ToBase64String(Enumerable.Repeat(second, 32).ToArray())}",
    ];

    static async Task<long> FingerprintsAsync(RunningService<ProbeService> service)
    {
        await using var connection = await service.Database.OpenConnectionAsync();
        await using var command = new Npgsql.NpgsqlCommand("select count(*) from key_fingerprint", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
