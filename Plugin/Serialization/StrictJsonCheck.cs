using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NeuroAgents.Serialization;

/// <summary>A comparison of a JSON value with the metadata of its target type. It refuses the first key or value that doesn't fit.</summary>
internal sealed class StrictJsonCheck(string origin)
{
    public void Check(JsonElement element, JsonTypeInfo type, string path)
    {
        if (Nullable.GetUnderlyingType(type.Type) is { } underlying)
        {
            if (element.ValueKind == JsonValueKind.Null)
            {
                return;
            }

            type = type.Options.GetTypeInfo(underlying);
        }

        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object:
                CheckObject(element, type, path);
                break;
            case JsonTypeInfoKind.Enumerable:
                Require(element, JsonValueKind.Array, "an array", path);
                int index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Check(item, ElementType(type), $"{path}[{index++}]");
                }

                break;
            case JsonTypeInfoKind.Dictionary:
                Require(element, JsonValueKind.Object, "an object", path);
                foreach (var (key, value) in Entries(element, path, StringComparer.Ordinal))
                {
                    Check(value, ElementType(type), $"{path}[{Excerpt.Of(key)}]");
                }

                break;
            default:
                StrictJsonValue.Check(element, type, path, origin);
                break;
        }
    }

    private void CheckObject(JsonElement element, JsonTypeInfo declared, string path)
    {
        Require(element, JsonValueKind.Object, "an object", path);
        var comparer = declared.Options.PropertyNameCaseInsensitive ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        var entries = Entries(element, path, comparer);
        string? discriminator = declared.PolymorphismOptions?.TypeDiscriminatorPropertyName;
        var type = discriminator is null ? declared : Derived(entries, declared, path);
        // A property without a setter or constructor parameter is computed, so it is not a key.
        var properties = type.Properties
            .Where(property => property.Set is not null || property.AssociatedParameter is not null)
            .ToDictionary(property => property.Name, comparer);
        foreach (var (key, value) in entries)
        {
            if (properties.TryGetValue(key, out var property))
            {
                CheckProperty(value, property, type, path.Length == 0 ? property.Name : $"{path}.{property.Name}");
            }
            else if (key != discriminator)
            {
                IEnumerable<string> keys = discriminator is null ? properties.Keys : properties.Keys.Prepend(discriminator);
                string known = string.Join(", ", keys);
                throw new OptionsFormatException(
                    origin, path, known.Length > 0 ? $"the keys {known}" : "no keys", $"the unknown key {Excerpt.Of(key)}", ClosestName.Find(key, keys));
            }
        }

        foreach (var property in properties.Values)
        {
            RequireKeptDefault(property, type);
            if (property.IsRequired && !entries.Exists(entry => comparer.Equals(entry.Key, property.Name)))
            {
                throw new OptionsFormatException(origin, path, $"the key {Excerpt.Of(property.Name)}", "an object without it");
            }
        }
    }

    private void CheckProperty(JsonElement value, JsonPropertyInfo property, JsonTypeInfo owner, string path)
    {
        bool nullable = property.AssociatedParameter?.IsNullable ?? property.IsSetNullable;
        if (value.ValueKind == JsonValueKind.Null && nullable)
        {
            return;
        }

        // A property with its own converter or number handling reads values that the metadata of its type doesn't describe.
        if (property.CustomConverter is null && property.NumberHandling is null)
        {
            Check(value, owner.Options.GetTypeInfo(property.PropertyType), path);
        }
    }

    private JsonTypeInfo Derived(List<(string Key, JsonElement Value)> entries, JsonTypeInfo declared, string path)
    {
        var polymorphism = declared.PolymorphismOptions!;
        string discriminator = polymorphism.TypeDiscriminatorPropertyName;
        if (!declared.Options.AllowOutOfOrderMetadataProperties)
        {
            throw new NotSupportedException(
                $"type {declared.Type.Name}: expected a JSON context with AllowOutOfOrderMetadataProperties = true, received one without it.");
        }

        string known = $"one of {string.Join(", ", polymorphism.DerivedTypes.Select(derived => Display(derived.TypeDiscriminator)))}";
        int place = entries.FindIndex(entry => entry.Key == discriminator);
        if (place < 0)
        {
            return declared.Type.IsAbstract
                ? throw new OptionsFormatException(origin, path, $"the key {Excerpt.Of(discriminator)} with {known}", "an object without it")
                : declared;
        }

        var given = entries[place].Value;
        foreach (var derived in polymorphism.DerivedTypes)
        {
            bool same = derived.TypeDiscriminator is int number
                ? given.ValueKind == JsonValueKind.Number && given.TryGetInt32(out int value) && value == number
                : given.ValueKind == JsonValueKind.String && StrictJsonValue.Text(given) == derived.TypeDiscriminator as string;
            if (same)
            {
                return declared.Options.GetTypeInfo(derived.DerivedType);
            }
        }

        string? closest = given.ValueKind == JsonValueKind.String
            ? ClosestName.Find(StrictJsonValue.Text(given), polymorphism.DerivedTypes.Select(derived => derived.TypeDiscriminator).OfType<string>())
            : null;
        throw new OptionsFormatException(
            origin, path.Length == 0 ? discriminator : $"{path}.{discriminator}", known, StrictJsonValue.Describe(given), closest);
    }

    private List<(string Key, JsonElement Value)> Entries(JsonElement element, string path, StringComparer comparer)
    {
        var entries = new List<(string, JsonElement)>();
        var seen = new HashSet<string>(comparer);
        foreach (var property in element.EnumerateObject())
        {
            string key;
            try
            {
                key = property.Name;
            }
            catch (InvalidOperationException exception)
            {
                throw new OptionsFormatException(origin, path, "keys of Unicode text", "an escaped lone surrogate", inner: exception);
            }

            entries.Add(seen.Add(key) ? (key, property.Value) : throw new OptionsFormatException(origin, path, "each key once", $"{Excerpt.Of(key)} twice"));
        }

        return entries;
    }

    private void Require(JsonElement element, JsonValueKind kind, string expected, string path)
    {
        if (element.ValueKind != kind)
        {
            throw new OptionsFormatException(origin, path, expected, StrictJsonValue.Describe(element));
        }
    }

    private static void RequireKeptDefault(JsonPropertyInfo property, JsonTypeInfo type)
    {
        if (property.AssociatedParameter is { IsMemberInitializer: true } && !property.IsRequired)
        {
            throw new NotSupportedException(
                $"property {type.Type.Name}.{property.Name}: expected {{ get; set; }}, received {{ get; init; }}, "
                + "whose default is lost when the JSON leaves it out.");
        }
    }

    private static JsonTypeInfo ElementType(JsonTypeInfo type) => type.Options.GetTypeInfo(type.ElementType!);

    private static string Display(object? discriminator) => discriminator is string text ? Excerpt.Of(text) : $"{discriminator}";
}
