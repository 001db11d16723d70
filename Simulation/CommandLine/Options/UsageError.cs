using System.CommandLine;
using System.CommandLine.Parsing;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>One line for what the parser could not read: the argument, what was expected, what was given, and the closest known name.</summary>
internal static class UsageError
{
    internal static string Describe(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens is [var unmatched, ..])
        {
            return DescribeUnmatched(parsed.CommandResult.Command, unmatched);
        }

        ParseError error = parsed.Errors[0];
        return error.SymbolResult switch
        {
            OptionResult { Tokens.Count: 0 } option => $"{option.Option.Name}: expected {Expected(option.Option)}, given nothing.",
            OptionResult { Tokens.Count: > 1, Option.Arity.MaximumNumberOfValues: 1 } option
                => $"{option.Option.Name}: expected {Expected(option.Option)} once, given {string.Join(" and ", option.Tokens.Select(token => token.Value))}.",
            _ => error.Message,
        };
    }

    /// <summary>One line for a word that is no verb, argument or option of a command.</summary>
    internal static string DescribeUnmatched(Command command, string unmatched)
    {
        string[] verbs = [.. command.Subcommands.Select(each => each.Name)];
        string[] options = [.. command.Options.Select(each => each.Name)];
        bool isOption = unmatched.StartsWith('-');
        string[] known = isOption || verbs.Length == 0 ? options : verbs;
        string what = isOption ? "option" : verbs.Length == 0 ? "argument" : "verb";
        string expected = known.Length == 0 ? $"none after {command.Name}" : $"one of {string.Join(", ", known)}";
        string hint = ClosestName.Find(unmatched, known) is { } closest ? $" Did you mean \"{closest}\"?" : "";
        return $"unknown {what}: expected {expected}, given \"{unmatched}\".{hint}";
    }

    /// <summary>An option whose text is read by the caller, so that its error can say what was expected.</summary>
    internal static Option<T?> Option<T>(string name, string description, string placeholder, string expected, Func<string, T?> read)
        => new ReadOption<T>(name, expected)
        {
            Description = description,
            HelpName = placeholder,
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result => Read(result, name, expected, read),
        };

    private static string? Expected(Option option) => (option as IReadOption)?.Expected ?? option.HelpName;

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

    private interface IReadOption
    {
        string Expected { get; }
    }

    private sealed class ReadOption<T>(string name, string expected) : Option<T?>(name), IReadOption
    {
        public string Expected => expected;
    }
}
