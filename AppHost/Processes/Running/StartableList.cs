namespace Caisse.AppHost.Processes;

/// <summary>Knows how each kind of resource is started.</summary>
internal sealed class StartableList(
    DataDirectory data, RunSettings settings, ConnectionStrings values, Screen screen)
{
    public Startable For(Resource resource)
    {
        var onLine = screen.LinesOf(resource.Name);
        var options = new ServerOptions { OnLine = onLine, Environment = settings.Marks };
        return resource switch
        {
            PostgresServerResource server => new StartablePostgres(server, data, options, values),
            RabbitMQServerResource server => new StartableRabbitMq(server, data, options, values),
            ProjectResource project => new StartableProject(project, settings, values, onLine),
            _ => throw new NotSupportedException(
                $"{resource.Name} is of a kind that plain processes do not know."),
        };
    }
}
