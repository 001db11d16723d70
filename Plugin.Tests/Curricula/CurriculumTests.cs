using System.Text;
using NeuroAgents.Agents;
using NeuroAgents.Curricula;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Curricula;

public sealed class CurriculumTests
{
    private const string Walls = """{ "wall": [ { "value": 1, "threshold": 0.5, "window": 3 }, { "value": 2, "threshold": 2, "window": 2, "min_episodes": 4 }, { "value": 4 } ] }""";

    /// <summary>By hand: the means of the newest three returns are –, –, 1/3, 1/3, 2/3.</summary>
    [Fact]
    public void TheSecondLessonBeginsAtTheDeclaredReturn()
    {
        using RewardedBrain game = new();
        Curriculum curriculum = Read(Walls);
        List<string> told = [];
        curriculum.Advanced += parameter => told.Add($"{parameter}");
        foreach (float reward in (float[])[1, 0, 0, 1])
        {
            game.Finish(reward);
            curriculum.Update(game.Brain);
            Assert.Equal(1, curriculum.Find("wall")!.LessonNumber);
            Assert.Equal(1, curriculum.Find("wall")!.Value(7, 3));
        }

        game.Finish(1);
        curriculum.Update(game.Brain);
        Assert.Equal((2, 2f), (curriculum.Find("wall")!.LessonNumber, curriculum.Find("wall")!.Value(7, 3)));
        Assert.Equal(2 / 3.0, curriculum.Find("wall")!.PassedReturn, 1e-12);
        Assert.Equal("wall: lesson 2 of 3, 2", Assert.Single(told));
    }

    [Fact]
    public void ReturnsOfTheEarlierLessonDontCountInTheNextOne()
    {
        using RewardedBrain game = new();
        Curriculum curriculum = Read("""{ "wall": [ { "value": 1, "threshold": 1, "window": 2 }, { "value": 2, "threshold": 1, "window": 2 }, { "value": 3 } ] }""");

        // One agent lives, so the first episode of lesson 2 may have begun in lesson 1.
        int[] expected = [1, 2, 2, 2, 3];
        foreach (int lesson in expected)
        {
            game.Finish(5);
            curriculum.Update(game.Brain);
            curriculum.Update(game.Brain);
            Assert.Equal(lesson, curriculum.Find("wall")!.LessonNumber);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void AsManyEpisodesAreLeftOutAsAgentsLive(int agents)
    {
        using RewardedBrain game = new(agents);
        Curriculum curriculum = Read("""{ "wall": [ { "value": 1, "threshold": 1, "window": 1 }, { "value": 2, "threshold": 1, "window": 1 }, { "value": 3 } ] }""");
        Assert.Equal(1, EpisodesToNext(game, curriculum));
        Assert.Equal(agents + 1, EpisodesToNext(game, curriculum));
    }

    [Fact]
    public void ALessonLastsItsFewestEpisodes()
    {
        using RewardedBrain game = new();
        Curriculum curriculum = Read("""{ "wall": [ { "value": 1, "threshold": 1, "window": 2, "min_episodes": 6 }, { "value": 2 } ] }""");
        Assert.Equal(6, EpisodesToNext(game, curriculum));
    }

    [Fact]
    public void TheLastLessonStays()
    {
        using RewardedBrain game = new();
        Curriculum curriculum = Read("""{ "wall": [ { "value": 1, "threshold": -1, "window": 1 }, { "value": 2 } ] }""");
        for (int episode = 0; episode < 20; episode++)
        {
            game.Finish(1);
            curriculum.Update(game.Brain);
        }

        Assert.Equal(2, curriculum.Find("wall")!.LessonNumber);
    }

    [Fact]
    public void ParametersAdvanceIndependently()
    {
        using RewardedBrain game = new();
        Curriculum curriculum = Read("""{ "b": [ { "value": 1, "threshold": 1, "window": 1 }, { "value": 2 } ], "a": [ { "value": 1, "threshold": 3, "window": 1 }, { "value": 2 } ] }""");
        Assert.Equal(["a", "b"], curriculum.Parameters.Select(parameter => parameter.Name));
        game.Finish(2);
        curriculum.Update(game.Brain);
        Assert.Equal([1, 2], curriculum.Parameters.Select(parameter => parameter.LessonNumber));
    }

    /// <summary>A saved game continues with the same lessons in the same episodes, whenever it was saved.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(9)]
    public void LessonsSurviveSavingAndLoading(int savedAfter)
    {
        float[] returns = [1, 0, 1, 3, 0, 2, 3, 1, 3, 4, 0, 4];
        using RewardedBrain straight = new(agents: 2), loaded = new(agents: 2);
        Curriculum curriculum = Read(Walls), resumed = Read(Walls);
        List<int> lessons = [];
        TensorArchive archive = new();
        for (int i = 0; i < returns.Length; i++)
        {
            straight.Finish(returns[i]);
            curriculum.Update(straight.Brain);
            lessons.Add(curriculum.Find("wall")!.LessonNumber);
            if (i + 1 == savedAfter)
            {
                straight.Plugin.Save(archive);
                curriculum.Save(archive);
            }
        }

        // The other game has gone elsewhere before it loads.
        for (int i = 0; i < 9; i++)
        {
            loaded.Finish(9);
            resumed.Update(loaded.Brain);
        }

        loaded.Plugin.Load(archive);
        resumed.Load(archive);
        loaded.FindAgentsOf(straight);
        Assert.Equal(lessons[savedAfter - 1], resumed.Find("wall")!.LessonNumber);
        for (int i = savedAfter; i < returns.Length; i++)
        {
            loaded.Finish(returns[i]);
            resumed.Update(loaded.Brain);
            Assert.Equal(lessons[i], resumed.Find("wall")!.LessonNumber);
        }

        Assert.Equal([1, 2, 3], lessons.Distinct());
    }

    [Fact]
    public void ALessonThatDoesNotExistIsRefusedAndChangesNothing()
    {
        using RewardedBrain game = new();
        Curriculum longer = Read("""{ "a": [ { "value": 1, "threshold": 0, "window": 1 }, { "value": 2 } ], "b": [ { "value": 1, "threshold": 0, "window": 1 }, { "value": 2 } ] }""");
        game.Finish(1);
        longer.Update(game.Brain);
        TensorArchive archive = new();
        longer.Save(archive);
        Curriculum shorter = Read("""{ "a": [ { "value": 1, "threshold": 0 }, { "value": 2 } ], "b": [ { "value": 5 } ] }""");
        ArchiveFormatException error = Assert.Throws<ArchiveFormatException>(() => shorter.Load(archive));
        Assert.EndsWith("tensor \"curriculum/b\": expected a lesson's index from 0 to 0 and an episode's number of at least 0, received 1 and 2.", error.Message, StringComparison.Ordinal);
        Assert.Equal([1, 1], shorter.Parameters.Select(parameter => parameter.LessonNumber));
    }

    [Fact]
    public void ANewParameterStartsAtItsFirstLesson()
    {
        using RewardedBrain game = new();
        Curriculum before = Read("""{ "a": [ { "value": 1, "threshold": 0, "window": 1 }, { "value": 2 } ] }""");
        game.Finish(1);
        before.Update(game.Brain);
        TensorArchive archive = new();
        before.Save(archive);
        Curriculum after = Read("""{ "a": [ { "value": 1, "threshold": 0, "window": 1 }, { "value": 2 } ], "b": [ { "value": 3, "threshold": 0 }, { "value": 4 } ] }""");
        after.Load(archive);
        Assert.Equal([2, 1], after.Parameters.Select(parameter => parameter.LessonNumber));
    }

    [Fact]
    public void TheSampleOfThePageAdvances()
    {
        using RewardedBrain game = new();
        ClimbingLessons lessons = new(game.Brain, seed: 7);
        AgentHandle agent = game.Brain.Spawn();
        for (ulong episode = 0; episode < 700; episode++)
        {
            (float height, float wind) = lessons.Begin(agent, episode);
            Assert.Equal(episode < 100 ? 1 : episode < 602 ? 2 : 4, height);
            Assert.InRange(wind, -1, 1);
            game.Finish(0.9f);
            lessons.LateUpdate();
        }
    }

    [Fact]
    public void AnUpdateAllocatesNothing()
    {
        using RewardedBrain game = new();
        Curriculum curriculum = Read("""{ "a": [ { "value": 1, "threshold": 5, "window": 10 }, { "value": 2 } ], "b": [ { "sampler": { "type": "choices", "values": [ 1, 2 ] } } ] }""");
        ulong episode = 0;
        AllocationProbe.AssertNone(() =>
        {
            game.Finish(curriculum.Find("b")!.Value(3, episode++));
            curriculum.Update(game.Brain);
        });
        Assert.Equal(1, curriculum.Find("a")!.LessonNumber);
    }

    [Theory]
    [InlineData("{ }", "lessons: expected at least one parameter, received none.")]
    [InlineData("""{ "a": [ ] }""", "\"a\": expected at least one lesson, received none.")]
    [InlineData("""{ " ": [ { "value": 1 } ] }""", "lessons: expected names that are not blank and have no lone surrogates, received \" \".")]
    [InlineData("""{ "a": [ { } ] }""", "a, lesson 1: Value, Sampler: expected one of them, received none.")]
    [InlineData("""{ "a": [ { "value": 1, "sampler": { "type": "uniform" } } ] }""", "a, lesson 1: Value, Sampler: expected one of them, received both.")]
    [InlineData("""{ "a": [ { "value": 1 }, { "value": 2 } ] }""", "a, lesson 1: Threshold: expected one in every lesson but the last, received none.")]
    [InlineData("""{ "a": [ { "value": 1, "threshold": 3 } ] }""", "a, lesson 1: Threshold: expected none in the last lesson, received 3.")]
    [InlineData("""{ "a": [ { "value": 1, "threshold": 3, "window": 101 }, { "value": 2 } ] }""", "a, lesson 1: Window: expected 1 to 100, received 101.")]
    [InlineData("""{ "a": [ { "value": 1, "threshold": 3, "min_episodes": 0 }, { "value": 2 } ] }""", "a, lesson 1: MinEpisodes: expected 1 to 1000000000, received 0.")]
    [InlineData("""{ "a": [ { "sampler": { "type": "uniform", "minimum": 2 } } ] }""", "a, lesson 1: Maximum: expected 2 to ")]
    [InlineData("""{ "a": [ { "sampler": { "type": "gaussian", "deviation": -1 } } ] }""", "a, lesson 1: Deviation: expected 0 to ")]
    [InlineData("""{ "a": [ { "sampler": { "type": "choices" } } ] }""", "a, lesson 1: Values: expected at least one value, received none.")]
    public void WrongLessonsAreRefused(string json, string error)
        => Assert.StartsWith(error, Assert.ThrowsAny<ArgumentException>(() => Read(json)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{ "a": [ { "valu": 1 } ] }""", "file: [\"a\"][0]: expected the keys value, sampler, threshold, window, min_episodes, received the unknown key \"valu\". Did you mean \"value\"?")]
    [InlineData("""{ "a": [ { "value": "1" } ] }""", "file: [\"a\"][0].value: expected a number")]
    [InlineData("""{ "a": [ { "sampler": { "type": "unform" } } ] }""", "file: [\"a\"][0].sampler.type: expected one of \"uniform\", \"gaussian\", \"choices\", received ")]
    [InlineData("""{ "a": [ { "value": 1 } ], "a": [ { "value": 1 } ] }""", "file: top level: expected each key once, received \"a\" twice.")]
    [InlineData("""[ ]""", "file: top level: expected an object, received an array")]
    public void OtherJsonIsRefused(string json, string error)
        => Assert.StartsWith(error, Assert.Throws<OptionsFormatException>(() => Read(json)).Message, StringComparison.Ordinal);

    internal static Curriculum Read(string json, ulong seed = 5) => Curriculum.Read(Encoding.UTF8.GetBytes(json), seed, "file");

    private static int EpisodesToNext(RewardedBrain game, Curriculum curriculum)
    {
        int before = curriculum.Find("wall")!.LessonNumber, episodes = 0;
        while (curriculum.Find("wall")!.LessonNumber == before && episodes < 100)
        {
            game.Finish(1);
            curriculum.Update(game.Brain);
            episodes++;
        }

        return episodes;
    }
}
