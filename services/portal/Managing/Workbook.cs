using MiniExcelLibs;

namespace Caisse.Portal.Managing;

/// <summary>Tables as workbooks (XLSX): cells are values, so nothing in them is run.</summary>
static class Workbook
{
    const string Type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    internal static IResult Answer(Sheet sheet, string name)
    {
        using var file = new MemoryStream();
        file.SaveAs(sheet.Rows.Select(
            row => sheet.Columns.Zip(row).ToDictionary(cell => cell.First, cell => cell.Second)));
        return Results.File(file.ToArray(), Type, $"{name}.xlsx");
    }
}
