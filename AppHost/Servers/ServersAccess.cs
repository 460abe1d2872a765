namespace Caisse.Servers;

/// <summary>How one speaks to both servers that services need, wherever they run.</summary>
public sealed record ServersAccess(PostgresAccess Postgres, RabbitMqAccess RabbitMq);
