namespace Caisse.ServiceDefaults.Tests;

/// <summary>Under which names statements are found in a trace.</summary>
public sealed class StatementNameTests
{
    [Theory]
    [InlineData("insert into outbox (message_id) values (@MessageId)", "insert outbox")]
    [InlineData("insert into caisse (name) values ($1) on conflict do update set name = $2", "insert caisse")]
    [InlineData("update outbox set published_at = now() where sequence = any($1)", "update outbox")]
    [InlineData("delete from inbox where received_at < now()", "delete inbox")]
    [InlineData("select name\nfrom actor where caisse_id = $1 for update skip locked", "select actor")]
    [InlineData("with due as (select id from h for update) update payment set state = 1", "update payment")]
    [InlineData("select name from unnest($1::text[]) as asked (name) join card using (name)", "select")]
    [InlineData("select set_config('app.caisse', $1, true)", "select")]
    [InlineData("set local synchronous_commit = off", "set")]
    [InlineData("", "")]
    public void A_statement_is_named_after_what_it_does_to_which_table(string sql, string name) =>
        Assert.Equal(name, StatementName.Of(sql));
}
