using System.Runtime.CompilerServices;

namespace NeuroAgents.Diagnostics;

/// <summary>Guards of public entry points. Each throws an exception that names the argument, the expected and the received value.</summary>
internal static class Require
{
    internal static void NotNull(object? value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value is null)
        {
            throw new ArgumentNullException(name);
        }
    }

    internal static void Positive(int value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value <= 0)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name}: expected at least 1, received {value}.");
        }
    }

    internal static void NotNegative(int value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value < 0)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name}: expected at least 0, received {value}.");
        }
    }

    /// <summary>Refuses NaN and everything outside [minimum, maximum].</summary>
    internal static void InRange(double value, double minimum, double maximum, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value >= minimum && value <= maximum))
        {
            throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"{name}: expected {minimum} to {maximum}, received {value}."));
        }
    }

    internal static void Length(int received, int expected, string name)
    {
        if (received != expected)
        {
            throw new ArgumentException($"{name}: expected {expected} values, received {received}.", name);
        }
    }

    internal static void AtLeast(int received, int expected, string name)
    {
        if (received < expected)
        {
            throw new ArgumentException($"{name}: expected at least {expected} values, received {received}.", name);
        }
    }

    internal static void Shape(int rows, int columns, int expectedRows, int expectedColumns, string name)
    {
        if (rows != expectedRows || columns != expectedColumns)
        {
            throw new ArgumentException($"{name}: expected shape [{expectedRows}, {expectedColumns}], received [{rows}, {columns}].", name);
        }
    }

    internal static void Columns(int columns, int expected, string name)
    {
        if (columns != expected)
        {
            throw new ArgumentException($"{name}: expected {expected} columns, received {columns}.", name);
        }
    }
}
