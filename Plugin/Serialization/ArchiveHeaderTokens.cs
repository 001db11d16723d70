using System.Text.Json;

namespace NeuroAgents.Serialization;

/// <summary>A reader of the JSON tokens of a header, or of a text within it. It tracks the current place, which every error names.</summary>
internal ref struct ArchiveHeaderTokens(ReadOnlySpan<byte> header, string origin)
{
    private const int LongText = 65_536;
    private Utf8JsonReader _json = new(header);

    /// <summary>The current place: "header", "tensor" or "metadata", then the entry's name and the field within it. Joined only for error messages.</summary>
    public (string Kind, string? Name, string? Field) Place = ("header", null, null);

    public readonly int BytesConsumed => (int)_json.BytesConsumed;

    /// <summary>Reads the next token, which must have the given type.</summary>
    public void Expect(JsonTokenType type, string expected)
    {
        _json.Read();
        if (_json.TokenType != type)
        {
            throw Error(expected, Token());
        }
    }

    /// <summary>Reads the next token of an object. Returns true for a key, false for the object's end.</summary>
    public bool NextKey()
    {
        _json.Read();
        return _json.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>Reads the next token of an array. Returns true for an element, false for the array's end.</summary>
    public bool NextElement()
    {
        _json.Read();
        return _json.TokenType != JsonTokenType.EndArray;
    }

    /// <summary>Returns whether the current token has this text.</summary>
    public readonly bool Is(string text)
    {
        try
        {
            return _json.ValueTextEquals(text);
        }
        catch (InvalidOperationException exception)
        {
            throw Error("Unicode text", "an escaped lone surrogate", exception);
        }
    }

    public string Text()
    {
        try
        {
            return _json.ValueIsEscaped && _json.ValueSpan.Length > LongText ? UnescapedText() : _json.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw Error("Unicode text", "an escaped lone surrogate", exception);
        }
    }

    /// <summary>Returns the current text without its escapes. The JSON reader itself would allocate a buffer of up to twice the length.</summary>
    private readonly string UnescapedText()
    {
        byte[] bytes = new byte[_json.ValueSpan.Length];
        return Excerpt.StrictUtf8.GetString(bytes, 0, _json.CopyString(bytes));
    }

    /// <summary>Returns the text of the current token. Throws if the token is not a string.</summary>
    public string TextValue() => _json.TokenType == JsonTokenType.String ? Text() : throw Error("a string", Token());

    /// <summary>Returns the integer at the current token, 0 to <paramref name="largest"/>. Refuses signs, fractions and exponents, even "-0", "4.0" and "1e2".</summary>
    public long Integer(long largest)
    {
        bool digits = _json.TokenType == JsonTokenType.Number;
        foreach (byte b in digits ? _json.ValueSpan : default)
        {
            digits &= b is >= (byte)'0' and <= (byte)'9';
        }

        return digits && _json.TryGetInt64(out long value) && value <= largest ? value : throw Error($"integers from 0 to {largest}", Token());
    }

    /// <summary>Reads the next token and returns its number, rounded to single precision; infinity if it is too large.</summary>
    public float Single()
    {
        Expect(JsonTokenType.Number, "a number");
        return _json.TryGetSingle(out float value) ? value : throw Error("numbers in single precision", Token());
    }

    /// <summary>Throws if another token follows the value.</summary>
    public void End()
    {
        if (_json.Read())
        {
            throw Error("the end of the text", Token());
        }
    }

    public readonly ArchiveFormatException Error(string expected, string received, Exception? inner = null)
    {
        string part = Place.Name is null ? Place.Kind : $"{Place.Kind} {Excerpt.Of(Place.Name)}";
        return new(origin, Place.Field is null ? part : $"{part}, {Place.Field}", expected, received, inner);
    }

    public readonly ArchiveFormatException Twice(string key) => Error("each key once", $"{Excerpt.Of(key)} twice");

    private readonly string Token() => _json.TokenType switch
    {
        JsonTokenType.Number => Excerpt.StrictUtf8.GetString(_json.ValueSpan.Length > 60 ? _json.ValueSpan[..60] : _json.ValueSpan),
        JsonTokenType.String => "a string",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.EndArray => "the end of the array",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => "null",
    };
}
