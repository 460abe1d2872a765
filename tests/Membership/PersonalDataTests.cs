using System.Net;
using System.Security.Cryptography;
using Caisse.Membership.Domain;
using Caisse.Membership.Sealing;
using Caisse.ServiceDefaults;
using Caisse.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using static Caisse.Membership.Tests.Register;

namespace Caisse.Membership.Tests;

public sealed class PersonalDataTests(Register register) : IClassFixture<Register>
{
    static readonly string[] Personal = ["Zéphyrine", "1 rue de la Loge", "anais@example.org", "6 12 34"];

    [Fact]
    public async Task No_name_street_or_contact_is_in_the_database_in_plain()
    {
        var zephyrine = Named("Zéphyrine", "1990-05-05");
        var application = (await register.ApplyAsync(zephyrine)).Id();
        await register.Coordinator.PostAsync(
            $"{Root}/applications/{application}/admission",
            new { decision = "admit", fromPeriod = "2026-12" }, HttpStatusCode.OK, at: Now);
        var household = (await register.EnrolAsync("2026-12", zephyrine)).Id();
        await register.Coordinator.PostAsync(
            $"{Root}/households/{household}/delegates",
            new { person = new { firstName = "Zéphyrine", lastName = "Petit" } });

        var read = await register.Coordinator.ReadAsync($"{Root}/households/{household}");
        Assert.Equal("Zéphyrine", read.GetProperty("members")[0].GetProperty("firstName").GetString());
        Assert.Equal(
            "1 rue de la Loge", read.GetProperty("address").GetProperty("street").GetString());
        foreach (var text in Personal)
        {
            Assert.Empty(await TablesShowingAsync(text));
        }
        // The search itself can see what is in plain.
        Assert.Contains("household", await TablesShowingAsync("Écusson"));
    }

    [Fact]
    public async Task What_was_written_in_plain_before_is_sealed_at_the_start_and_reads_the_same()
    {
        var enrolled = await register.EnrolAsync("2026-12", Emile);
        var (household, member) = (enrolled.Id(), enrolled.GetProperty("memberIds")[0].GetGuid());
        await using (var connection = await register.Service.Database.OpenConnectionAsync())
        {
            await connection.ExecuteAsync(
                """
                delete from personal_data where subject_id in (@household, @member);
                delete from personal_key where subject_id in (@household, @member);
                update member set first_name = 'Barnabé', last_name = 'Aulnois' where member_id = @member;
                update household set street = '9 quai Ancien', email = 'b@example.org', phone = '04 67 00 00'
                where household_id = @household;
                """, new { household, member });
        }
        var start = register.Service.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>()
            .OfType<SealPlainColumns>().Single();

        await start.StartAsync(CancellationToken.None);
        await start.StartAsync(CancellationToken.None);

        Assert.Empty(await TablesShowingAsync("Barnabé"));
        Assert.Empty(await TablesShowingAsync("9 quai Ancien"));
        var read = await register.Coordinator.ReadAsync($"{Root}/households/{household}");
        Assert.Equal("Barnabé", read.GetProperty("members")[0].GetProperty("firstName").GetString());
        Assert.Equal("9 quai Ancien", read.GetProperty("address").GetProperty("street").GetString());
        Assert.Equal("04 67 00 00", read.GetProperty("contact").GetProperty("phone").GetString());
    }

    [Fact]
    public async Task What_is_sealed_for_one_person_does_not_open_for_another()
    {
        var enrolled = await register.EnrolAsync("2026-12", Anais, Emile);
        var members = enrolled.GetProperty("memberIds").EnumerateArray().Select(id => id.GetGuid()).ToArray();
        await using (var connection = await register.Service.Database.OpenConnectionAsync())
        {
            await connection.ExecuteAsync(
                """
                update personal_key set wrapped_key = (
                    select wrapped_key from personal_key where subject_id = @From)
                where subject_id = @To
                """, new { From = members[0], To = members[1] });
        }
        var personal = register.Service.Services.GetRequiredService<PersonalData>();
        await using var work = await register.Service.Services.GetRequiredService<Database>()
            .BeginAsync("montpellier", "test", CancellationToken.None);

        Assert.NotNull(await personal.FindAsync<PersonName>(work, members[0]));
        await Assert.ThrowsAsync<AuthenticationTagMismatchException>(
            () => personal.FindAsync<PersonName>(work, members[1]));
    }

    [Fact]
    public async Task Each_look_of_staff_is_in_the_audit_trail_and_a_member_s_own_is_not()
    {
        var enrolled = await register.EnrolAsync("2026-12", Anais);
        var (household, member) = (enrolled.Id(), enrolled.GetProperty("memberIds")[0].GetGuid());
        using var own = register.Service.ClientWith(
            TestIdentity.Token(["montpellier:member"], "anais", memberId: member));
        using var treasurer = register.Service.ClientWith(
            TestIdentity.Token(["montpellier:treasurer"], "the-treasurer"));

        await own.ReadAsync($"{Root}/households/{household}");
        Assert.Empty(await LooksAtAsync(household));
        await treasurer.ReadAsync($"{Root}/households/{household}");
        await treasurer.ReadAsync($"{Root}/households/{household}/delegates");
        await treasurer.ReadAsync($"{Root}/households?limit=500");

        Assert.Equal(
            ["the-treasurer household.read", "the-treasurer household.delegates-read",
                "the-treasurer households.listed"],
            await LooksAtAsync(household));
    }

    [Fact]
    public async Task Who_stands_is_drawn_or_took_part_is_named_where_staff_looked_at_it()
    {
        var campaign = await Campaign.WithCandidatesAsync(register, 12);
        var drawId = (await campaign.DrawWholeAsync()).Id();
        using var coordinator = register.Service.ClientWith(
            TestIdentity.Token(["montpellier:coordinator"], "who-looks"));
        var panel = await coordinator.ReadAsync($"{Root}/draws/{drawId}/panel");
        var person = panel.GetProperty("seats")[0].GetProperty("personId").GetGuid();
        await coordinator.ReadAsync($"{Root}/draws/{drawId}/mine?personId={person}");
        await coordinator.ReadAsync($"{campaign.Root}/candidates");
        await register.Coordinator.PostAsync(
            $"{Root}/participations",
            new { memberId = person, kind = "meeting", on = "2026-11-20", @event = "Assemblée" }, at: Now);
        await coordinator.ReadAsync($"{Root}/participations?memberId={person}");
        using var own = register.Service.ClientWith(
            TestIdentity.Token(["montpellier:member"], "own", memberId: person));
        await own.ReadAsync($"{Root}/participations");
        await own.ReadAsync($"{Root}/draws/{drawId}/mine");

        Assert.Equal(
            ["who-looks panel.read", "who-looks pseudonym.handed-over", "who-looks candidates.listed",
                "who-looks participations.listed"],
            await LooksAtAsync(person));
    }

    [Fact]
    public async Task An_applicant_is_named_where_staff_looked_at_applications()
    {
        var application = (await register.ApplyAsync(Anais)).Id();
        var listed = (await register.Coordinator.ReadAsync($"{Root}/applications?limit=500"))
            .GetProperty("items").EnumerateArray().Single(one => one.Id() == application);
        Assert.Single(await LooksAtAsync(listed.GetProperty("members")[0].Id()));
    }

    async Task<IReadOnlyList<string>> LooksAtAsync(Guid id)
    {
        await using var connection = await register.Service.Database.OpenConnectionAsync();
        return (await connection.QueryAsync<string>(
            "select actor || ' ' || action from audit where after -> 'ids' ? @id order by audit_id",
            new { id = id.ToString() })).AsList();
    }

    Task<IReadOnlyList<string>> TablesShowingAsync(string text) =>
        Plainly.TablesShowingAsync(register.Service.Database, text);
}
