using Caisse.Portal.Layout;
using Caisse.Portal.SigningIn;

namespace Caisse.Portal.Committee;

/// <summary>What the committee's pages have in common: any member may read them, those seated vote.</summary>
public abstract class CommitteeScreen : PersonScreen
{
    private protected override IReadOnlyList<string> For => [Roles.Member, Roles.Coordinator];
}
