namespace NeuroAgents.Overlay.Toolkit;

/// <summary>The exception for a system without a usable font for the panels. The one-line message lists the families that were tried, and how to install one on each system.</summary>
public sealed class MissingFontException : Exception
{
    internal MissingFontException(IEnumerable<string> families)
        : base($"a font is missing (looked for {string.Join(", ", families)}). "
            + "Debian: apt install fonts-dejavu-core. Fedora: dnf install dejavu-sans-fonts. macOS and Windows: part of the system.")
    {
    }
}
