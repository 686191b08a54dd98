using System.Xml.Linq;
using DaRec.Clustering;
using DaRec.Data;
using DaRec.Disentanglement;
using DaRec.Embeddings;
using DaRec.Evidence;
using DaRec.Losses;
using DaRec.NewItems;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Evaluation;
using DaRec.Recommenders.Losses;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Serving;
using DaRec.Serving.FoldIn;
using DaRec.Text;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests;

/// <summary>What people see in their editor of the types that they start with.</summary>
public sealed class ExamplesTests
{
    public static TheoryData<string> MainTypes() =>
    [
        .. new[]
        {
            typeof(DaRecAligner), typeof(FrozenEmbeddings), typeof(Interactions), typeof(TextEvidence), typeof(ItemProjector), typeof(KMeans),
            typeof(DisentanglingHead), typeof(OrthogonalityLoss), typeof(UniformityLoss), typeof(GlobalStructureLoss),
            typeof(NeighborhoodStructureLoss), typeof(LocalStructureLoss), typeof(Trainer), typeof(CheckpointFolder), typeof(DatasetFolder),
            typeof(SyntheticData), typeof(DaRecAlignment), typeof(LightGcn), typeof(BprLoss), typeof(InfoNceLoss), typeof(RankingEvaluator),
            typeof(PopularityEvaluator), typeof(ColdStartEvaluator), typeof(Recommender), typeof(UserFoldIn), typeof(ItemTextProjection),
            typeof(TextEmbedder), typeof(TextFile), typeof(HashingEmbedder), typeof(OnnxSentenceEncoder),
        }.Select(type => type.AssemblyQualifiedName!),
    ];

    [Theory]
    [MemberData(nameof(MainTypes))]
    public void MainTypes_HaveAnExample(string name)
    {
        var type = Type.GetType(name)!;
        var documentation = XDocument.Load(Path.ChangeExtension(type.Assembly.Location, ".xml"));

        var example = documentation.Descendants("member").Single(member => (string?)member.Attribute("name") == $"T:{type.FullName}").Element("example");

        example.Should().NotBeNull();
        example!.Element("code")!.Value.Should().Contain(type.Name);
    }
}
