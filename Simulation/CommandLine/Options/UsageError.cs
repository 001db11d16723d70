using System.CommandLine.Parsing;
using System.CommandLine;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>The errors of a command line as one line of text: the argument, the expected value, the received value, and the closest known name.</summary>
public static class UsageError
{
    private const int MaxLineLength = 4000;

    /// <summary>Describes the first error that the parser found.</summary>
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
            OptionResult { Tokens.Count: 0 } option => $"{option.Option.Name}: expected {Expected(option.Option)}, received nothing.",
            OptionResult { Tokens.Count: > 1, Option.Arity.MaximumNumberOfValues: 1 } option
                => $"{option.Option.Name}: expected {Expected(option.Option)} once, received {string.Join(" and ", option.Tokens.Select(token => token.Value))}.",
            _ => error.Message,
        };
    }

    /// <summary>Describes a word that is not a verb, argument or option of a command, in one line.</summary>
    internal static string DescribeUnmatched(Command command, string unmatched)
    {
        string[] verbs = [.. command.Subcommands.Select(each => each.Name)];
        string[] options = [.. command.Options.Select(each => each.Name)];
        bool isOption = unmatched.StartsWith('-');
        string[] known = isOption || verbs.Length == 0 ? options : verbs;
        string what = isOption ? "option" : verbs.Length == 0 ? "argument" : "verb";
        string expected = known.Length == 0 ? $"none after {command.Name}" : $"one of {string.Join(", ", known)}";
        string hint = ClosestName.Find(unmatched, known) is { } closest ? $" Did you mean \"{closest}\"?" : "";
        return $"unknown {what}: expected {expected}, received \"{unmatched}\".{hint}";
    }

    /// <summary>Writes an error as one line to standard error. Control characters in names or contents of files are escaped.</summary>
    /// <param name="message">The error.</param>
    /// <param name="exitCode">Exit code of the process.</param>
    /// <returns>The exit code, unchanged.</returns>
    public static int Write(string message, int exitCode)
    {
        Console.Error.WriteLine($"error: {Excerpt.OneLine(message.ReplaceLineEndings(" "), MaxLineLength)}");
        return exitCode;
    }

    private static string? Expected(Option option) => (option as ITextOption)?.Expected ?? option.HelpName;
}

/// <summary>The exception for a wrong command line. The message is one line for standard error.</summary>
public sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner);
