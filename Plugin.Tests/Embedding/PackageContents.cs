using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Xml.Linq;

// Checks the package's contents: dotnet run PackageContents.cs -- PACKAGE OTHER, without file extensions. OTHER was packed from the same source in another folder.
string[] builds = ["net10.0", "net8.0", "netstandard2.1"];
Dictionary<string, byte[]> package = Entries(args[0] + ".nupkg"), symbols = Entries(args[0] + ".snupkg");
XElement metadata = XDocument.Load(new MemoryStream(package["NeuroAgents.nuspec"])).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
List<string> wrong = [];

Expect("the package's files", ["NeuroAgents.nuspec", "README.md", .. builds.SelectMany(build => Files(build, "dll", "xml"))], package.Keys);
Expect("the symbols' files", ["NeuroAgents.nuspec", .. builds.SelectMany(build => Files(build, "pdb"))], symbols.Keys);
Expect("the README", [File.ReadAllText("README.md")], [Encoding.UTF8.GetString(package["README.md"])]);
Expect("what the package says of itself", ["id", "version", "authors", "license", "licenseUrl", "readme", "description", "tags", "dependencies"],
    metadata.Elements().Select(element => element.Name.LocalName));
Expect("the readme's name", ["README.md"], [Named(metadata, "readme").Value]);
Expect("the licence", ["MIT"], [Named(metadata, "license").Value]);
Expect("the dependencies",
    ["net10.0: System.Numerics.Tensors", "net8.0: System.Numerics.Tensors System.Text.Json",
        ".NETStandard2.1: System.Diagnostics.DiagnosticSource System.Numerics.Tensors System.Text.Json"],
    Named(metadata, "dependencies").Elements().Select(group => group.Attribute("targetFramework")!.Value + ": "
        + string.Join(' ', group.Elements().Select(dependency => dependency.Attribute("id")!.Value).Order(StringComparer.Ordinal))));
foreach (string build in builds)
{
    CheckBuild(build);
}

ExpectSame(".nupkg", package);
ExpectSame(".snupkg", symbols);
wrong.ForEach(Console.Error.WriteLine);
Console.WriteLine($"{(wrong.Count == 0 ? "ok" : "FAILED")}: {Path.GetFileName(args[0])}, {package.Count + symbols.Count} files");
return wrong.Count == 0 ? 0 : 1;

// NuGet adds files with a random name and the time to every package.
static Dictionary<string, byte[]> Entries(string path)
{
    using ZipArchive archive = ZipFile.OpenRead(path);
    return archive.Entries.Where(entry => Path.GetExtension(entry.FullName) is not (".psmdcp" or ".rels") && entry.FullName != "[Content_Types].xml")
        .ToDictionary(entry => entry.FullName, Read);
}

static byte[] Read(ZipArchiveEntry entry)
{
    using Stream stream = entry.Open();
    using MemoryStream bytes = new();
    stream.CopyTo(bytes);
    return bytes.ToArray();
}

static IEnumerable<string> Files(string build, params string[] endings) => endings.Select(ending => $"lib/{build}/NeuroAgents.{ending}");

static XElement Named(XElement parent, string name) => parent.Elements().Single(element => element.Name.LocalName == name);

// The package must have documentation and matching symbols, which hold the source and no path of the machine.
void CheckBuild(string build)
{
    byte[] assembly = package[$"lib/{build}/NeuroAgents.dll"], pdb = symbols[$"lib/{build}/NeuroAgents.pdb"];
    string documentation = Encoding.UTF8.GetString(package[$"lib/{build}/NeuroAgents.xml"]);
    Expect($"{build}: documentation of NeuroPlugin", [true], [documentation.Contains("\"T:NeuroAgents.Agents.NeuroPlugin\"", StringComparison.Ordinal)]);

    using PEReader image = new(new MemoryStream(assembly));
    DebugDirectoryEntry codeView = image.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.CodeView);
    using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(pdb));
    MetadataReader reader = provider.GetMetadataReader();
    BlobContentId id = new(reader.DebugMetadataHeader!.Id);
    Expect($"{build}: the symbols' identity", [image.ReadCodeViewDebugDirectoryData(codeView).Guid], [id.Guid]);
    Expect($"{build}: folders", ["/_"],
        reader.Documents.Select(handle => reader.GetString(reader.GetDocument(handle).Name)).Select(name => name[..Math.Min(2, name.Length)]).Distinct());
    Guid embeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");
    Expect($"{build}: files without their source", [], reader.Documents
        .Where(document => !reader.GetCustomDebugInformation(document)
            .Any(info => reader.GetGuid(reader.GetCustomDebugInformation(info).Kind) == embeddedSource))
        .Select(document => reader.GetString(reader.GetDocument(document).Name)));
    Expect($"{build}: deterministic", [true], [image.ReadDebugDirectory().Any(entry => entry.Type == DebugDirectoryEntryType.Reproducible)]);
    string here = Environment.CurrentDirectory;
    Expect($"{build}: this folder in the bytes", [false], [Contains(assembly, here) || Contains(pdb, here)]);
}

static bool Contains(byte[] bytes, string text) => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

void ExpectSame(string ending, Dictionary<string, byte[]> entries)
{
    Dictionary<string, byte[]> other = Entries(args[1] + ending);
    Expect($"files of {ending} that differ when packed elsewhere", [],
        entries.Keys.Union(other.Keys).Where(name => !entries.GetValueOrDefault(name, []).AsSpan().SequenceEqual(other.GetValueOrDefault(name, []))));
}

void Expect<T>(string what, IEnumerable<T> expected, IEnumerable<T> given)
{
    if (!expected.ToHashSet().SetEquals(given))
    {
        wrong.Add($"{what}: expected {string.Join(", ", expected)}, received {string.Join(", ", given)}.");
    }
}
