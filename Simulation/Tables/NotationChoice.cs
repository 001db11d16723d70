namespace NeuroAgents.Simulation.Tables;

/// <summary>The user's choice of signs for the numbers of a table. A null sign is decided by the cells.</summary>
/// <param name="Decimal">'.' or ','.</param>
/// <param name="Thousands">',', '.', an apostrophe or ' '; '\0' for no separator.</param>
internal sealed record NotationChoice(char? Decimal = null, char? Thousands = null)
{
    private const string NoSeparator = "none";
    private const string Space = "space";
    private const string Apostrophe = "apostrophe";

    /// <summary>The values that <c>--thousands</c> accepts.</summary>
    internal const string ThousandsNames = "none, \",\", \".\", apostrophe or space";

    /// <summary>The values that <c>--decimal</c> accepts.</summary>
    internal const string DecimalNames = "\",\" or \".\"";

    /// <summary>The choice that lets the cells decide both signs.</summary>
    internal static NotationChoice Open { get; } = new();

    /// <summary>Parses the values of the two options.</summary>
    /// <exception cref="TableException">A value is unknown, or both options name the same sign.</exception>
    internal static NotationChoice Parse(string? decimalSign, string? thousands)
    {
        if (decimalSign is not (null or "." or ","))
        {
            throw new TableException($"--decimal: expected {DecimalNames}, received \"{decimalSign}\".");
        }

        char? separator = thousands switch
        {
            null => null,
            NoSeparator => '\0',
            Space or " " => ' ',
            Apostrophe or "'" => '\'',
            "," or "." => thousands[0],
            _ => throw new TableException($"--thousands: expected {ThousandsNames}, received \"{thousands}\"."),
        };
        char? sign = decimalSign?[0] ?? (separator is ',' ? '.' : separator is '.' ? ',' : null);
        return sign is not null && sign == separator
            ? throw new TableException($"--thousands: expected another sign than --decimal, received \"{thousands}\" for both.")
            : new NotationChoice(sign, separator);
    }

    /// <summary>Returns whether the choice allows a number's notation.</summary>
    internal bool Allows(char decimalSign, NumberShape shape)
        => (Decimal is null || Decimal == decimalSign) && (Thousands is null || shape.Grouping == '\0' || shape.Grouping == Thousands);
}
