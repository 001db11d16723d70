using System.Globalization;
using System.Text;
using NeuroAgents.Curricula;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.Engine;

/// <summary>The curriculum of a run, whose parameters are settings of the run's scenario.</summary>
internal static class ScenarioCurriculum
{
    private const string Origin = "--curriculum";

    /// <summary>Creates the curriculum of a run and checks that each parameter is a setting that may change, and each value within its range; null if the run has none.</summary>
    /// <exception cref="OptionsFormatException">The JSON is no curriculum.</exception>
    /// <exception cref="SettingException">A parameter or a value is refused.</exception>
    internal static Curriculum? Create(RunOptions options, Scenario scenario)
    {
        if (options.Curriculum is not { } json)
        {
            return null;
        }

        Curriculum curriculum = Read(Encoding.UTF8.GetBytes(json.GetRawText()), Origin, options.Seed);
        foreach (CurriculumParameter parameter in curriculum.Parameters)
        {
            Require(parameter, scenario);
        }

        return curriculum;
    }

    /// <summary>Reads a curriculum.</summary>
    /// <param name="json">The text in UTF-8.</param>
    /// <param name="origin">Name of its file or option in errors.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <exception cref="OptionsFormatException">The text is no JSON of a curriculum.</exception>
    /// <exception cref="SettingException">A value is out of its range.</exception>
    internal static Curriculum Read(ReadOnlySpan<byte> json, string origin, ulong seed)
    {
        try
        {
            return Curriculum.Read(json, seed, origin);
        }
        catch (ArgumentException error)
        {
            throw new SettingException($"{origin}: {RunOptions.MessageOf(error)}");
        }
    }

    /// <summary>Returns the settings of a run, with the first lesson's value of each setting that changes for the whole world.</summary>
    internal static SettingValues FirstValues(Scenario scenario, IReadOnlyDictionary<string, string> set, Curriculum? curriculum)
    {
        Dictionary<string, string> texts = new(set);
        foreach (CurriculumParameter parameter in curriculum?.Parameters ?? [])
        {
            if (parameter.Lesson.Value is { } value)
            {
                texts[parameter.Name] = value.ToString(CultureInfo.InvariantCulture);
            }
        }

        return new SettingValues(scenario.Settings, texts);
    }

    /// <summary>Makes a session follow the lessons of settings that change between frames. The other settings are read at the beginning of each episode.</summary>
    internal static void Connect(Curriculum curriculum, Scenario scenario, ScenarioSession session)
    {
        HashSet<string> names = [.. scenario.Settings.Where(setting => setting.Change == SettingChange.BetweenFrames).Select(setting => setting.Name)];
        curriculum.Advanced += parameter =>
        {
            if (names.Contains(parameter.Name))
            {
                session.Feature<IChangingSettings>()!.Change(parameter.Name, parameter.Lesson.Value!.Value);
            }
        };
    }

    private static void Require(CurriculumParameter parameter, Scenario scenario)
    {
        string name = parameter.Name;
        string[] changing = [.. scenario.Settings.Where(each => each.Change != SettingChange.Never).Select(each => each.Name)];
        Setting? setting = scenario.Settings.FirstOrDefault(each => each.Name == name);
        if (setting is null || setting.Change == SettingChange.Never)
        {
            string expected = changing.Length == 0 ? $"no curriculum in {scenario.Name}, none of whose settings can change during a run" : $"settings that can change during a run ({string.Join(", ", changing)})";
            string received = setting is null ? $"the unknown {Excerpt.Of(name)}" : $"{name}, which cannot";
            string hint = setting is null && ClosestName.Find(name, changing) is { } closest ? $" Did you mean \"{closest}\"?" : "";
            throw new SettingException($"{Origin}: expected {expected}, received {received}.{hint}");
        }

        for (int i = 0; i < parameter.Lessons.Count; i++)
        {
            Lesson lesson = parameter.Lessons[i];
            if (setting.Change == SettingChange.BetweenFrames && lesson.Value is null)
            {
                throw new SettingException($"{Origin}: {name}, lesson {i + 1}: expected a value, because all agents share it, received a sampler.");
            }

            if (!(lesson.Lowest >= setting.Minimum && lesson.Highest <= setting.Maximum))
            {
                string range = lesson.Value is not null ? $"{lesson}" : FormattableString.Invariant($"values from {lesson.Lowest} to {lesson.Highest}");
                throw new SettingException(FormattableString.Invariant($"{Origin}: {name}, lesson {i + 1}: expected {setting.Range}, received {range}."));
            }
        }
    }
}
