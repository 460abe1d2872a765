using Microsoft.AspNetCore.Components;

namespace Caisse.Identity.Pages;

/// <summary>What every page is given.</summary>
public abstract class PageBase : ComponentBase
{
    /// <summary>Its texts.</summary>
    [Parameter, EditorRequired]
    public Words Words { get; set; } = null!;

    /// <summary>The same page in the other language.</summary>
    [Parameter]
    public string OtherLanguage { get; set; } = "";

    /// <summary>Key of the text that says what is wrong; empty when nothing is.</summary>
    [Parameter]
    public string Wrong { get; set; } = "";

    /// <summary>Where to go on afterwards.</summary>
    [Parameter]
    public string BackTo { get; set; } = "";
}
