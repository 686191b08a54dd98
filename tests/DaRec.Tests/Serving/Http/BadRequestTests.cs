using System.Net;
using DaRec.Serving;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Serving.Http;

public sealed class BadRequestTests(ServeHost host) : IClassFixture<ServeHost>
{
    [Theory]
    [InlineData(404, "/recommend/nobody", "*no user 'nobody'*")]
    [InlineData(404, "/recommend/u1%2F2", "*no user*")]
    [InlineData(404, "/similar/nothing", "*no item 'nothing'*")]
    [InlineData(404, "/nowhere", "Not Found")]
    [InlineData(405, "/items", "Method Not Allowed")]
    [InlineData(400, "/recommend/u1?count=0", "*between 1 and 1000*")]
    [InlineData(400, "/recommend/u1?count=-3", "*between 1 and 1000*")]
    [InlineData(400, "/recommend/u1?count=1001", "*between 1 and 1000*")]
    [InlineData(400, "/similar/i1?count=99999999999", "*count*")]
    [InlineData(400, "/popular?count=many", "*count*")]
    public async Task Get_IsRefusedWithAProblem(int status, string path, string problem) =>
        (await host.Refused((HttpStatusCode)status, path, null)).Should().Match(problem);

    [Theory]
    [InlineData(400, "{", "*JSON*")]
    [InlineData(400, "", "*")]
    [InlineData(400, "null", "*body*")]
    [InlineData(400, "[]", "*JSON*")]
    [InlineData(400, "{}", "*either a user or a history*neither*")]
    [InlineData(400, """{"user":"u1","history":["i1"]}""", "*either a user or a history*both*")]
    [InlineData(400, """{"history":[]}""", "*at least one item*")]
    [InlineData(400, """{"history":[null]}""", "*null*")]
    [InlineData(400, """{"history":"i1"}""", "*$.history*")]
    [InlineData(400, """{"history":[1]}""", "*$.history*")]
    [InlineData(400, """{"histroy":["i1"]}""", "*'histroy'*")]
    [InlineData(400, """{"history":["i1"],"count":0}""", "*between 1 and 1000*")]
    [InlineData(400, """{"history":["i1"],"count":1001}""", "*between 1 and 1000*")]
    [InlineData(400, """{"history":["i1"],"count":"5"}""", "*$.count*")]
    [InlineData(400, """{"history":["i1"],"count":null}""", "*$.count*")]
    [InlineData(404, """{"user":"nobody"}""", "*no user 'nobody'*")]
    [InlineData(404, """{"history":["i1","x","y"]}""", "*no item 'x', 'y'*")]
    [InlineData(404, """{"history":["x"],"skipUnknown":true}""", "*no item 'x'*")]
    public async Task Recommend_IsRefusedWithAProblem(int status, string body, string problem) =>
        (await host.Refused((HttpStatusCode)status, "/recommend", body)).Should().Match(problem);

    [Theory]
    [InlineData(400, """{"items":[""", "*JSON*")]
    [InlineData(400, "{}", "*items*")]
    [InlineData(400, """{"items":[]}""", "*at least one item*")]
    [InlineData(400, """{"items":[null]}""", "*null*")]
    [InlineData(400, """{"items":[{"embedding":[1,2,3,4,5,6]}]}""", "*id*")]
    [InlineData(400, """{"items":[{"id":null,"embedding":[1,2,3,4,5,6]}]}""", "*id*")]
    [InlineData(400, """{"items":[{"id":"n"}]}""", "*either an embedding or a text*neither*")]
    [InlineData(400, """{"items":[{"id":"n","text":"t","embedding":[1,2,3,4,5,6]}]}""", "*either an embedding or a text*both*")]
    [InlineData(400, """{"items":[{"id":"n","embedding":[]}]}""", "*at least one element*")]
    [InlineData(400, """{"items":[{"id":"n","embedding":[1,2,3,4,5]}]}""", "*(1, 6)*(1, 5)*")]
    [InlineData(400, """{"items":[{"id":"n","embedding":[1,2,3,4,5,6]},{"id":"m","embedding":[1,2]}]}""", "*row 1 has 2*")]
    [InlineData(400, """{"items":[{"id":"n","embedding":[1,2,3,4,5,NaN]}]}""", "*JSON*")]
    [InlineData(400, """{"items":[{"id":"n","embedding":[1,2,3,4,5,"NaN"]}]}""", "*JSON*")]
    [InlineData(400, """{"items":[{"id":"n","embedding":[1,2,3,4,5,null]}]}""", "*JSON*")]
    [InlineData(400, """{"items":[{"id":"n","embedding":[1,2,3,4,5,1e999]}]}""", "*finite*'n'*")]
    [InlineData(400, """{"items":[{"id":"n","embedding":[1,2,3,4,5,6]},{"id":"n","embedding":[1,2,3,4,5,6]}]}""", "*'n' twice*")]
    [InlineData(409, """{"items":[{"id":"n","embedding":[1,2,3,4,5,6]},{"id":"i4","embedding":[1,2,3,4,5,6]}]}""", "*1 of these 2*'i4'*")]
    [InlineData(422, """{"items":[{"id":"n","text":"A new book"}]}""", "*without an embedder*")]
    public async Task Items_AreRefusedWithAProblem_AndNoneIsAdded(int status, string body, string problem)
    {
        (await host.Refused((HttpStatusCode)status, "/items", body)).Should().Match(problem);

        await host.Refused(HttpStatusCode.NotFound, "/similar/n", null);
    }

    [Fact]
    public async Task Post_IsRefused_WhenItIsNoJson()
    {
        using var content = new StringContent("user=u1");

        using var answer = await host.Client.PostAsync(new Uri("/recommend", UriKind.Relative), content);

        answer.StatusCode.Should().Be(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Service_SaysWhatAnIndexLacks()
    {
        var contents = ServingMaterial.Contents() with { FoldIn = null, TextProjection = null };
        using var bare = new ServeHost(new Recommender(contents), null);

        (await bare.Refused(HttpStatusCode.UnprocessableEntity, "/recommend", """{"history":["i1"]}"""))
            .Should().Match("*no fold-in*");
        (await bare.Refused(HttpStatusCode.UnprocessableEntity, "/items", """{"items":[{"id":"n","embedding":[1,2,3,4,5,6]}]}"""))
            .Should().Match("*no text projection*");
    }

    [Fact]
    public async Task Problem_IsRefusedAlike_WhoeverDoesNotAcceptJson()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/recommend/nobody", UriKind.Relative));
        request.Headers.Accept.ParseAdd("image/png");

        using var answer = await host.Client.SendAsync(request);

        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }
}
