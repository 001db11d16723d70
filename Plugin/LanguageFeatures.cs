#if !NET
// Types that the compiler needs and .NET Standard lacks. A package that generates them would write them in another order each time, so the plugin's bytes would differ.
#pragma warning disable CS9113, CA1019 // parameters that only the compiler reads
namespace System.Runtime.CompilerServices
{
    /// <summary>Marks properties that only initializers can set.</summary>
    internal static class IsExternalInit;

    /// <summary>Marks members that initializers must set.</summary>
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Field | AttributeTargets.Property, Inherited = false)]
    internal sealed class RequiredMemberAttribute : Attribute;

    /// <summary>Marks members that older compilers must not use.</summary>
    [AttributeUsage(AttributeTargets.All, AllowMultiple = true, Inherited = false)]
    internal sealed class CompilerFeatureRequiredAttribute(string featureName) : Attribute;

    /// <summary>Marks parameters that receive the source text of another parameter's argument.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    internal sealed class CallerArgumentExpressionAttribute(string parameterName) : Attribute;
}

namespace System.Diagnostics.CodeAnalysis
{
    /// <summary>Marks constructors that set all required members.</summary>
    [AttributeUsage(AttributeTargets.Constructor)]
    internal sealed class SetsRequiredMembersAttribute : Attribute;

    /// <summary>Marks methods after which the named members are not null.</summary>
    [AttributeUsage(AttributeTargets.Method | AttributeTargets.Property, Inherited = false, AllowMultiple = true)]
    internal sealed class MemberNotNullAttribute(params string[] members) : Attribute;
}
#endif
