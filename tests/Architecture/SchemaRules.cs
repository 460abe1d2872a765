using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Caisse.Architecture.Tests;

/// <summary>What the database itself guarantees, whatever the code above it believes.</summary>
[Collection(SharedPlatform.Name)]
public sealed class SchemaRules(Platform platform)
{
    const int FewestTenantTables = 3;
    const string OfThisCaisse = "*:(caisse_id = current_setting('app.caisse'::text, true)):";

    /// <summary>A column named so holds money and does not say in which unit.</summary>
    static readonly string[] WordsOfMoney =
    [
        "amount", "balance", "debit", "credit", "euros", "fee", "gross", "mona", "net", "price", "shortfall",
        "sum", "total",
    ];

    public static TheoryData<string> Services => [.. Platform.Assemblies.Keys];

    /// <summary>
    /// Which caisses there are, what waits to be published for each, and what was: read before or beside any
    /// one caisse.
    /// </summary>
    static readonly string[] AcrossCaisses = ["caisse", "event_archive", "outbox"];

    /// <summary>
    /// Tables of no caisse: the house's own, its archive of months among them; identity's public register of
    /// caisses, which says who may be asked for at all; the keys that sign every caisse's tokens; its
    /// accounts, since a person may belong to several caisses: what they may do there is in a table of the
    /// caisse; and devices that wait to be linked, which do not know yet of which caisse they will be.
    /// </summary>
    static readonly string[] OfNoCaisse =
    [
        "event_archive", "heard_before_archive", "inbox", "key_fingerprint", "messaging_topology",
        "republication", "schema_migration", "founding", "signing_key",
        "account", "app_consent", "email_code", "known_device", "letter", "passkey", "recovery_code",
        "second_factor", "session", "openid_application", "openid_authorization", "openid_token",
        "till_pairing",
    ];

    /// <summary>
    /// Keyed by what is unique across caisses: the caisse's name in each index of the movements would make
    /// them a third larger.
    /// </summary>
    static readonly string[] KeyedAcrossCaisses = ["transfer"];

    /// <summary>
    /// Who signs in does not say of which caisse they are: these functions find one client, account or
    /// invitation, by its whole id or code.
    /// </summary>
    static readonly string[] MayLookThroughRowSecurity =
        ["client_that_signs_in", "grants_of_account", "invitation_with"];

    /// <summary>
    /// What is written once, by owner: facts, books, ballots and rules. Everyone's audit trail is among them.
    /// </summary>
    static readonly Dictionary<string, string[]> AppendOnly = new()
    {
        ["identity"] = [],
        ["membership"] =
        [
            "campaign_quota", "composition_freeze", "draw", "draw_commitment", "draw_outcome", "draw_refusal",
            "draw_seat", "former_stay", "frozen_household", "value_signature",
        ],
        ["contributions"] =
        [
            "contribution_freeze", "due", "expiry", "frozen_contribution", "instalment", "journal_entry",
            "journal_line", "pledge_terms", "receipt", "reimbursement", "rule_in_force", "settlement",
        ],
        ["wallet"] =
        [
            "actor", "ledger_closing", "moved_credit", "offline_payment", "rule_in_force", "settlement_line",
            "transfer",
        ],
        ["merchant-network"] = ["accreditation", "movement", "rule_in_force", "settlement_line"],
        ["governance"] =
        [
            "ballot", "decision", "decision_application", "drawn_person", "electorate", "known_draw",
            "replaced_person", "rule_in_force", "vote_rules",
        ],
    };

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Every_table_of_a_caisse_shows_its_rows_to_that_caisse_alone(string name)
    {
        var service = platform.Find(name);
        var tables = await service.ListAsync<(string Name, bool IsProtected, string Policies)>(TenantTables);

        Assert.InRange(tables.Count, FewestTenantTables, int.MaxValue);
        Assert.Equal(AcrossCaisses, tables.Where(table => !table.IsProtected).Select(table => table.Name));
        Assert.All(tables.Where(table => table.IsProtected), table =>
            Assert.Equal(OfThisCaisse, table.Policies));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Every_table_names_its_caisse_first_in_its_key(string name)
    {
        var service = platform.Find(name);
        var tables = await service.ListAsync<(string Name, string? FirstOfKey)>(FirstColumnsOfKeys);
        var others = tables.Where(table => table.FirstOfKey != "caisse_id").Select(table => table.Name)
            .ToList();

        Assert.InRange(tables.Count - others.Count, FewestTenantTables, int.MaxValue);
        Assert.Contains("outbox", others);
        Rule.NoneOf(others.Except(OfNoCaisse).Except(KeyedAcrossCaisses).Except(["outbox"]));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Money_is_whole_cents_and_says_so(string name)
    {
        var service = platform.Find(name);
        var columns = await service.ListAsync<(string Name, string Type)>(Columns);
        var cents = columns.Where(column => column.Name.EndsWith("_cents", StringComparison.Ordinal))
            .ToList();

        Assert.InRange(columns.Count, 40, int.MaxValue);
        Assert.Equal(service.Name is "contributions" or "wallet" or "merchant-network", cents.Count > 0);
        Assert.All(cents, column => Assert.Equal("bigint", column.Type));
        Assert.DoesNotContain(columns, column => column.Type is "money" or "numeric" or "real");
        Assert.DoesNotContain(columns, column =>
            column.Type == "double precision" && LastWord(column.Name) is not ("latitude" or "longitude"));
        Assert.DoesNotContain(columns, column => WordsOfMoney.Contains(LastWord(column.Name)));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Every_instant_knows_its_time_zone(string name)
    {
        var service = platform.Find(name);
        var columns = await service.ListAsync<(string Name, string Type)>(Columns);
        var instants = columns.Where(column => LastWord(column.Name) == "at").ToList();

        Assert.InRange(instants.Count, 5, int.MaxValue);
        Assert.All(instants, column => Assert.Equal("timestamp with time zone", column.Type));
        Assert.DoesNotContain(columns, column => column.Type.StartsWith("time", StringComparison.Ordinal)
            && column.Type != "timestamp with time zone");
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task What_is_written_once_cannot_be_changed_by_its_service(string name)
    {
        var service = platform.Find(name);
        var rights = await service.ListAsync<(string Name, bool MayInsert, bool MayChange)>(
            Rights, new { service.Role });
        var unchangeable = rights.Where(table => table is { MayInsert: true, MayChange: false })
            .Select(table => table.Name);

        Assert.Equal(
            AppendOnly[service.Name].Append("audit").Order(StringComparer.Ordinal),
            unchangeable.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_service_s_role_is_bound_by_all_this(string name)
    {
        var service = platform.Find(name);
        var mayMore = await service.ListAsync<string>(WhatTheRoleMayMore, new { service.Role });
        await using var connection = await service.Services.GetRequiredService<NpgsqlDataSource>()
            .OpenConnectionAsync();

        Rule.NoneOf(mayMore);
        Assert.Equal(service.Role, await connection.ExecuteScalarAsync<string>("select current_user::text"));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task No_view_or_function_looks_through_row_level_security_unless_it_is_named_here(
        string name)
    {
        var service = platform.Find(name);
        var views = await service.ListAsync<(string Name, bool AsItsCaller)>(Views);
        var functions = await service.ListAsync<string>(FunctionsOfTheirOwner);

        Assert.Equal(service.Name is "wallet" or "membership", views.Count > 0);
        Assert.All(views, view => Assert.True(view.AsItsCaller, view.Name));
        Assert.Equal(service.Name == "identity" ? MayLookThroughRowSecurity : [], functions);
    }

    static string LastWord(string column) =>
        column[(Math.Max(column.LastIndexOf('.'), column.LastIndexOf('_')) + 1)..];

    const string TenantTables =
        """
        select c.relname::text, c.relrowsecurity, coalesce(
            string_agg(
                p.polcmd::text || ':' || pg_get_expr(p.polqual, c.oid)
                    || ':' || coalesce(pg_get_expr(p.polwithcheck, c.oid), ''),
                ' and '),
            'no policy')
        from pg_class c left join pg_policy p on p.polrelid = c.oid
        where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and exists (
            select from pg_attribute a where a.attrelid = c.oid and a.attname = 'caisse_id')
        group by c.oid, c.relname, c.relrowsecurity
        order by c.relname
        """;

    const string FirstColumnsOfKeys =
        """
        select c.relname::text, a.attname::text
        from pg_class c
        left join pg_index i on i.indrelid = c.oid and i.indisprimary
        left join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
        where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
        order by c.relname
        """;

    const string Columns =
        """
        select table_name || '.' || column_name, data_type
        from information_schema.columns where table_schema = 'public'
        order by 1
        """;

    const string Rights =
        """
        select relname::text, has_table_privilege(@Role, oid, 'insert'),
            has_any_column_privilege(@Role, oid, 'update')
            or has_table_privilege(@Role, oid, 'delete') or has_table_privilege(@Role, oid, 'truncate')
        from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
        """;

    const string WhatTheRoleMayMore =
        """
        select 'there is no such role' where not exists (select from pg_roles where rolname = @Role)
        union all
        select 'be superuser, look through row-level security, make roles or make databases' from pg_roles
        where rolname = @Role and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)
        union all
        select 'make tables' where has_schema_privilege(@Role, 'public', 'create')
        union all
        select 'all that the owner may, on ' || relname from pg_class
        where relnamespace = 'public'::regnamespace and pg_has_role(@Role, relowner, 'member')
        """;

    const string Views =
        """
        select relname::text, coalesce('security_invoker=true' = any(reloptions), false)
        from pg_class where relkind in ('v', 'm') and relnamespace = 'public'::regnamespace
        """;

    const string FunctionsOfTheirOwner =
        """
        select proname::text from pg_proc
        where prosecdef and pronamespace = 'public'::regnamespace
        order by proname
        """;
}
