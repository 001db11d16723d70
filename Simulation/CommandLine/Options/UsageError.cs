using System.CommandLine.Parsing;
using System.CommandLine;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>Faults of a command line in one line: the argument, what was expected, what was given, and the closest known name.</summary>
public static class UsageError
{
    private const int LongestLine = 4000;

    /// <summary>Describes what the parser could not read.</summary>
    /// <param name="parsed">A command line with errors.</param>
    public static string Describe(ParseResult parsed)
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

    /// <summary>Reports a fault in one line of standard error, without control characters even where names or contents of files have some.</summary>
    /// <param name="message">The fault.</param>
    /// <param name="exitCode">Returned as it is.</param>
    public static int Write(string message, int exitCode)
    {
        Console.Error.WriteLine($"error: {Excerpt.OneLine(message.ReplaceLineEndings(" "), LongestLine)}");
        return exitCode;
    }

    private static string? Expected(Option option) => (option as ITextOption)?.Expected ?? option.HelpName;
}

/// <summary>What the user asked for cannot be done; the message is one line for standard error.</summary>
public sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner);
