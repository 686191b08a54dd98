using System.Collections.Concurrent;
using DaRec.Serve;
using DaRec.Serving;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Serving.Http;

public sealed class ParallelClientTests
{
    [Fact]
    public async Task Clients_GetWholeLists_AndNoItemIsLost_WhileItemsAreAdded()
    {
        const int adders = 8;
        const int additions = 12;
        const int together = 5;
        using var host = new ServeHost();
        var texts = ServingMaterial.Texts(adders * additions * together);
        var sizes = new ConcurrentBag<int>();
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 8).Select(reader => Task.Run(() => Read(reader))).ToArray();

        await Task.WhenAll(Enumerable.Range(0, adders).Select(adder => Task.Run(() => Add(adder))));
        await done.CancelAsync();
        await Task.WhenAll(readers);

        const int total = 300 + (adders * additions * together);
        host.Live.Rank("popular", index => index.Popular(10_000)).Should().HaveCount(total)
            .And.OnlyHaveUniqueItems(item => item.Id);
        sizes.Should().OnlyContain(size => (size - 300) % together == 0, "an addition is seen as a whole or not at all");
        var whole = new Recommender(ServingMaterial.Contents())
            .WithItems([.. Enumerable.Range(0, total - 300).Select(item => $"n{item}")], texts);
        (await host.Get<RankedItem[]>("/recommend/u1?count=1000")).Select(item => item.Score)
            .Should().Equal(whole.Recommend("u1", 1000).Select(item => item.Score), "the order of additions does not matter");

        async Task Add(int adder)
        {
            for (var addition = 0; addition < additions; addition++)
            {
                var first = ((adder * additions) + addition) * together;
                await host.Post<AddedItems>("/items", new
                {
                    items = Enumerable.Range(first, together).Select(item => new { id = $"n{item}", embedding = texts[item].ToArray() }),
                });
                await host.Get<RankedItem[]>($"/similar/n{first}"); // known from the answer on
            }
        }

        async Task Read(int reader)
        {
            var count = 0;
            while (!done.IsCancellationRequested)
            {
                var list = await host.Get<RankedItem[]>("/popular?count=1000");
                list.Length.Should().BeGreaterThanOrEqualTo(count, "items do not vanish");
                count = list.Length;
                sizes.Add(count);
                (await host.Get<RankedItem[]>($"/recommend/u{reader}")).Should().HaveCount(10);
            }
        }
    }
}
