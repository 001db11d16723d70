using System.CommandLine;
using System.CommandLine.Parsing;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.CommandLine;

/// <summary>One line for what the parser could not read: the argument, what was expected, what was given, and the closest known name.</summary>
internal static class UsageError
{
    internal static string Describe(ParseResult parsed)
    {
        string? unmatched = parsed.UnmatchedTokens is [var first, ..] ? first : null;
        if (unmatched is null)
        {
            ParseError error = parsed.Errors[0];
            return error.SymbolResult is OptionResult { Tokens.Count: 0 } option
                ? $"{option.Option.Name}: expected {(option.Option as IExpecting)?.Expected ?? option.Option.HelpName}, given nothing."
                : error.Message;
        }

        Command command = parsed.CommandResult.Command;
        string[] verbs = [.. command.Subcommands.Select(each => each.Name)];
        string[] options = [.. command.Options.Select(each => each.Name)];
        bool isOption = unmatched.StartsWith('-');
        string[] known = isOption || verbs.Length == 0 ? options : verbs;
        string what = isOption ? "option" : verbs.Length == 0 ? "argument" : "verb";
        string hint = ClosestName.Find(unmatched, known) is { } closest ? $" Did you mean \"{closest}\"?" : "";
        return $"unknown {what}: expected one of {string.Join(", ", known)}, given \"{unmatched}\".{hint}";
    }

    /// <summary>An option whose text is read by the caller, so that its error can say what was expected.</summary>
    internal static Option<T?> Option<T>(string name, string description, string placeholder, string expected, Func<string, T?> read)
        => new ExpectingOption<T>(name, expected)
        {
            Description = description,
            HelpName = placeholder,
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result => Read(result, name, expected, read),
        };

    private static T? Read<T>(ArgumentResult result, string name, string expected, Func<string, T?> read)
    {
        string text = result.Tokens[0].Value;
        T? value = read(text);
        if (value is null)
        {
            result.AddError($"{name}: expected {expected}, given \"{text}\".");
        }

        return value;
    }

    private interface IExpecting
    {
        string Expected { get; }
    }

    private sealed class ExpectingOption<T>(string name, string expected) : Option<T?>(name), IExpecting
    {
        public string Expected => expected;
    }
}
