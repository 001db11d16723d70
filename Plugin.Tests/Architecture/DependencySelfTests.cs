using Xunit;

namespace NeuroAgents.Tests.Architecture;

/// <summary>Tests of the checker itself: it must find exactly the violations in Fixtures.cs.</summary>
public sealed class DependencySelfTests
{
    private const string Root = "NeuroAgents.Tests.Architecture.Fixtures";
    private static readonly Dictionary<string, string[]> s_arrows = new() { ["Lower"] = [], ["Upper"] = [] };

    public static TheoryData<string> Upper => Names("Upper");

    public static TheoryData<string> World => Names("World");

    public static TheoryData<string> Mathematics => Names("Mathematics");

    public static TheoryData<string> State => Names("State");

    public static TheoryData<string> Texts => Names("Names");

    [Theory]
    [MemberData(nameof(Texts))]
    public void ANamedTextIsFound(string type) => Expect(type, Rules.Texts(Within("Names", type), new HashSet<string> { "tiny" }));

    [Fact]
    public void ACycleOfArrowsIsFound()
    {
        Assert.Equal(["A", "B", "C"], Rules.Cycles(new Dictionary<string, string[]> { ["A"] = ["B"], ["B"] = ["C"], ["C"] = ["A"], ["D"] = ["A"] }).Order());
        Assert.Empty(Rules.Cycles(new Dictionary<string, string[]> { ["A"] = ["B", "C"], ["B"] = ["C"], ["C"] = [] }));
    }

    [Theory]
    [MemberData(nameof(Upper))]
    public void AnArrowAgainstTheOrderIsFound(string type) => Expect(type, Rules.AgainstTheArrows(Within("Upper", type), Root, s_arrows));

    [Theory]
    [MemberData(nameof(World))]
    public void TheOutsideWorldIsFound(string type) => Expect(type, Rules.OutsideWorld(Within("World", type)));

    [Theory]
    [MemberData(nameof(Mathematics))]
    public void MathematicsOfThePlatformIsFound(string type) => Expect(type, Rules.UnstableMathematics(Within("Mathematics", type)));

    [Theory]
    [MemberData(nameof(State))]
    public void StaticStateIsFound(string type) => Expect(type, Rules.StaticState(Within("State", type), kind => kind.IsPrimitive));

    [Fact]
    public void AnAllowedArrowIsNoViolationAndAnUnknownPartIsOne()
    {
        Dictionary<string, string[]> allowed = new() { ["Lower"] = [], ["Upper"] = ["Lower"] };
        Assert.Empty(Rules.AgainstTheArrows(Within("Upper", null), Root, allowed));
        Assert.NotEmpty(Rules.AgainstTheArrows(Within("Upper", "InABody"), Root, new Dictionary<string, string[]>()));
        Assert.NotEmpty(Rules.Uses(Within("Upper", "InALambda"), Root + ".Upper", used => Rules.IsWithin(used, Root + ".Lower")));
        Assert.Empty(Rules.Uses(Within("Upper", "Innocent"), Root + ".Upper", used => Rules.IsWithin(used, Root + ".Lower")));
    }

    private static TheoryData<string> Names(string area)
        => [.. Within(area, null).Where(type => type.DeclaringType is null).Select(type => type.Name.Split('`')[0])];

    private static IEnumerable<Type> Within(string area, string? name)
        => typeof(DependencySelfTests).Assembly.GetTypes().Where(type =>
            References.Outermost(type) is { } outer && outer.Namespace == $"{Root}.{area}" && (name is null || outer.Name.Split('`')[0] == name));

    private static void Expect(string type, IEnumerable<string> violations)
    {
        if (type == "Innocent")
        {
            Assert.Empty(violations);
        }
        else
        {
            Assert.NotEmpty(violations);
        }
    }
}
