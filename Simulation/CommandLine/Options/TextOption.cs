using System.CommandLine;
using System.CommandLine.Parsing;

namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>A factory of options whose text is parsed by the caller, so that an error can say what was expected.</summary>
public static class TextOption
{
    /// <summary>Creates an option with one value.</summary>
    /// <param name="name">Name of the option, such as <c>--seed</c>.</param>
    /// <param name="description">The option's line in the help, with the default in brackets.</param>
    /// <param name="placeholder">Placeholder of the value in the help.</param>
    /// <param name="expected">Description of valid values, for errors.</param>
    /// <param name="read">Parses the text; returns null for an invalid one. See <see cref="OptionText"/>.</param>
    public static Option<T?> Create<T>(string name, string description, string placeholder, string expected, Func<string, T?> read)
        => new ReadOption<T>(name, expected)
        {
            Description = description,
            HelpName = placeholder,
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result => Read(result, name, expected, read),
        };

    /// <summary>Creates an option without a value.</summary>
    /// <param name="name">Name of the option, such as <c>--paused</c>.</param>
    /// <param name="description">The option's line in the help.</param>
    public static Option<bool> Flag(string name, string description) => new(name) { Description = description, Arity = ArgumentArity.Zero };

    private static T? Read<T>(ArgumentResult result, string name, string expected, Func<string, T?> read)
    {
        string text = result.Tokens[0].Value;
        T? value = read(text);
        if (value is null)
        {
            result.AddError($"{name}: expected {expected}, received \"{text}\".");
        }

        return value;
    }

    private sealed class ReadOption<T>(string name, string expected) : Option<T?>(name), ITextOption
    {
        public string Expected => expected;
    }
}

/// <summary>An option that can describe its valid values.</summary>
internal interface ITextOption
{
    string Expected { get; }
}
