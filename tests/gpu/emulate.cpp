// The kernels of pairs.cu and steps.cu on the processor against their definitions in double precision; tests/gpu/emulate builds and runs it.
#include <cstdio>
#include <cstdlib>
#include <random>
#include "emulation.h"
namespace pairs {
#include "pairs.inc"
}
namespace steps {
#include "steps.inc"
}

using Numbers = std::vector<float>;
using Exact = std::vector<double>;
static std::mt19937 source(1);
static bool isRight = true;

static Numbers normal(int count) {
    std::normal_distribution<float> draw;
    Numbers x(count);
    for (auto& one : x) one = draw(source);
    return x;
}

static Numbers unit(Numbers x, int width) {
    for (size_t row = 0; row < x.size(); row += width) {
        double squares = 0;
        for (int k = 0; k < width; k++) squares += (double)x[row + k] * x[row + k];
        for (int k = 0; k < width; k++) x[row + k] /= std::sqrt(squares);
    }
    return x;
}

static double product(const Numbers& a, int i, const Numbers& b, int j, int width) {
    double sum = 0;
    for (int k = 0; k < width; k++) sum += (double)a[i * width + k] * b[j * width + k];
    return sum;
}

static void expect(const char* what, const Numbers& got, const Exact& expected, double most = 5e-6) {
    double apart = 0, length = 0;
    for (size_t i = 0; i < expected.size(); i++) {
        apart += (got[i] - expected[i]) * (got[i] - expected[i]);
        length += expected[i] * expected[i];
    }
    double relative = std::sqrt(apart / length);
    bool right = relative <= most;
    isRight = isRight && right;
    std::printf("%-34s apart by %.1e, at most %.0e  %s\n", what, relative, most, right ? "right" : "WRONG");
}

static int blocks(int rows, int ofBlock) { return (rows + ofBlock - 1) / ofBlock; }

template <typename Kernel>
static void attend(const char* what, Kernel kernel, int ofBlock, int n, int c, int d, int tiles, bool skips, bool hasBias) {
    Numbers x = normal(n * d), y = skips ? x : normal(c * d), bias = normal(c);
    const float scale = 0.3f;
    int splits = blocks(blocks(c, 64), tiles);
    Numbers largest(splits * n), sums(splits * n), weighted(splits * n * d), logarithms(n), means(n * d);
    pairs::Attention p{x.data(), y.data(), hasBias ? bias.data() : nullptr, largest.data(), sums.data(), weighted.data(), scale, n, c, d, tiles, skips};
    launch({blocks(n, ofBlock), splits}, 128, [=] { kernel(p); });
    pairs::Joining j{largest.data(), sums.data(), weighted.data(), nullptr, logarithms.data(), means.data(), splits, n, d};
    launch({blocks(n, 4), 1}, 128, [=] { pairs::joinSplits(j); });
    Exact expected(n), expectedMeans(n * d);
    for (int i = 0; i < n; i++) {
        double total = 0;
        for (int k = 0; k < c; k++) {
            if (skips && k == i) continue;
            double weight = std::exp(scale * product(x, i, y, k, d) + (hasBias ? bias[k] : 0));
            total += weight;
            for (int e = 0; e < d; e++) expectedMeans[i * d + e] += weight * y[k * d + e];
        }
        expected[i] = std::log(total);
        for (int e = 0; e < d; e++) expectedMeans[i * d + e] /= total;
    }
    expect(what, logarithms, expected);
    expect("  means", means, expectedMeans);
}

template <typename Kernel>
static void spread(const char* what, Kernel kernel, int ofBlock, int n, int c, int d, int tiles) {
    Numbers y = normal(n * d), x = normal(c * d), bias = normal(n), logarithms = normal(c), weights = normal(c);
    const float scale = 0.2f, factor = 1.5f;
    int splits = blocks(blocks(c, 64), tiles);
    Numbers sums(splits * n * d), result(n * d);
    pairs::Spreading p{y.data(), x.data(), bias.data(), logarithms.data(), weights.data(), sums.data(), scale, n, c, d, tiles};
    launch({blocks(n, ofBlock), splits}, 128, [=] { kernel(p); });
    pairs::SumsGradient g{sums.data(), nullptr, nullptr, result.data(), factor, splits, n, d};
    launch({blocks(n, 4), 1}, 128, [=] { pairs::ofSums(g); });
    Exact expected(n * d);
    for (int j = 0; j < n; j++)
        for (int i = 0; i < c; i++) {
            double weight = factor * weights[i] * std::exp(scale * product(y, j, x, i, d) + bias[j] - logarithms[i]);
            for (int e = 0; e < d; e++) expected[j * d + e] += weight * x[i * d + e];
        }
    expect(what, result, expected);
}

template <typename Kernel>
static void diverge(const char* what, Kernel kernel, int tile, int n, int d, int e, int tiles) {
    Numbers x = unit(normal(n * d), d), texts = unit(normal(n * e), e);
    const float scale = 10;
    Exact q(n), p(n);
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
            if (i == j) continue;
            q[i] += std::exp(scale * product(x, i, x, j, d));
            p[i] += std::exp(scale * product(texts, i, texts, j, e));
        }
        q[i] = std::log(q[i]);
        p[i] = std::log(p[i]);
    }
    Numbers logarithms(q.begin(), q.end()), textLogarithms(p.begin(), p.end());
    int splits = blocks(blocks(n, tile), tiles);
    Numbers sums(splits * n * d), values(splits * n), result(n * d), value(1);
    pairs::Divergence v{x.data(), texts.data(), logarithms.data(), textLogarithms.data(), sums.data(), values.data(), scale, n, d, e, tiles};
    launch({blocks(n, 64), splits}, 128, [=] { kernel(v); });
    pairs::SumsGradient g{sums.data(), nullptr, nullptr, result.data(), 1, splits, n, d};
    launch({blocks(n, 4), 1}, 128, [=] { pairs::ofSums(g); });
    pairs::Total t{values.data(), value.data(), (long long)values.size(), 1.0};
    launch({1, 1}, 1024, [=] { pairs::total(t); });
    Exact expected(n * d), expectedValue(1);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            if (i == j) continue;
            double logit = scale * product(x, i, x, j, d), text = scale * product(texts, i, texts, j, e), share = std::exp(text - p[i]);
            double weight = std::exp(logit - q[i]) + std::exp(logit - q[j]) - share - std::exp(text - p[j]);
            expectedValue[0] += share * (text - p[i] - logit + q[i]);
            for (int k = 0; k < d; k++) expected[i * d + k] += weight * x[j * d + k];
        }
    expect(what, result, expected);
    expect("  value", value, expectedValue);
}

// Uniformity from rows as they are to the gradient, through all of its kernels.
static void uniformity(int n, int d) {
    const float t = 2;
    Numbers rows = normal(n * d), units(n * d), lengths(n), squares(n);
    for (int k = 0; k < d; k++) rows[2 * d + k] = 0;
    pairs::Lengthening u{rows.data(), units.data(), lengths.data(), squares.data(), 1e-36f, -t, n, d};
    launch({blocks(n, 4), 1}, 128, [=] { pairs::unitRows(u); });
    Numbers largest(n), sums(n), weighted(n * d), logarithms(n), means(n * d), value(1), total(1), gradient(n * d);
    pairs::Attention a{units.data(), units.data(), squares.data(), largest.data(), sums.data(), weighted.data(), 2 * t, n, n, d, blocks(n, 64), 1};
    launch({blocks(n, 128), 1}, 128, [=] { pairs::attend32(a); });
    pairs::Joining j{largest.data(), sums.data(), weighted.data(), squares.data(), logarithms.data(), means.data(), 1, n, d};
    launch({blocks(n, 4), 1}, 128, [=] { pairs::joinSplits(j); });
    pairs::LogTotal l{logarithms.data(), value.data(), total.data(), n, -std::log(n * (n - 1.0))};
    launch({1, 1}, 1024, [=] { pairs::logTotal(l); });
    pairs::UniformityGradient g{units.data(), lengths.data(), means.data(), logarithms.data(), total.data(), gradient.data(), 4 * t, n, d};
    launch({blocks(n, 4), 1}, 128, [=] { pairs::ofUniformity(g); });

    Exact x(n * d), slopes(n * d), expected(n * d);
    double z = 0;
    for (int i = 0; i < n; i++) {
        double length = std::sqrt(product(rows, i, rows, i, d));
        for (int k = 0; k < d; k++) x[i * d + k] = length == 0 ? 0 : rows[i * d + k] / length;
    }
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            if (i == j) continue;
            double distance = 0;
            for (int k = 0; k < d; k++) distance += std::pow(x[i * d + k] - x[j * d + k], 2);
            double weight = std::exp(-t * distance);
            z += weight;
            for (int k = 0; k < d; k++) slopes[i * d + k] += 4 * t * weight * (x[j * d + k] - x[i * d + k]);
        }
    for (int i = 0; i < n; i++) {
        double length = std::sqrt(product(rows, i, rows, i, d)), along = 0;
        for (int k = 0; k < d; k++) along += slopes[i * d + k] * x[i * d + k];
        for (int k = 0; k < d; k++) expected[i * d + k] = length == 0 ? 0 : (slopes[i * d + k] - along * x[i * d + k]) / length / z;
    }
    expect("uniformity", value, {std::log(z / (n * (n - 1.0)))});
    expect("  gradient", gradient, expected, 2e-5);
}

static void bags() {
    const int width = 40, sizes[] = {3, 0, 32, 40, 1};
    Numbers rows = normal(7 * width), weights;
    std::vector<long long> members, bounds{0};
    for (int size : sizes) {
        for (int i = 0; i < size; i++) members.push_back((i * 5 + size) % 7);
        bounds.push_back((long long)members.size());
    }
    weights = normal((int)members.size());
    for (bool isWeighted : {true, false}) {
        Numbers result(5 * width, 9);
        steps::BagSums p{rows.data(), members.data(), bounds.data(), isWeighted ? weights.data() : nullptr, result.data(), 5, width};
        launch({2, 1}, 128, [=] { steps::sumBags(p); });
        Exact expected(5 * width);
        for (int bag = 0; bag < 5; bag++)
            for (auto i = bounds[bag]; i < bounds[bag + 1]; i++)
                for (int k = 0; k < width; k++) expected[bag * width + k] += (isWeighted ? weights[i] : 1.0) * rows[members[i] * width + k];
        expect(isWeighted ? "weighted bags" : "bags", result, expected);
    }
}

static void adam() {
    Numbers values{1, 2, 3}, slopes{0.1f, -0.2f, 0.3f}, means{0.5f, 0, 0}, squares{0.25f, 0, 0};
    Exact expected(3);
    for (int i = 0; i < 3; i++) {
        double m = means[i] * 0.9 + slopes[i] * 0.1, v = squares[i] * 0.999 + (double)slopes[i] * slopes[i] * 0.001;
        expected[i] = values[i] - 0.01 * m / (std::sqrt(v) * 2 + 1e-8);
    }
    steps::AdamMove p{values.data(), slopes.data(), means.data(), squares.data(), 3, 0.9f, 0.1f, 0.999f, 0.001f, 1e-8f, 2, 0.01f};
    launch({1, 1}, 128, [=] { steps::moveAdam(p); });
    expect("Adam", values, expected);
}

int main() {
    attend("attend, 32 wide, bias, splits", pairs::attend32, 128, 150, 140, 30, 2, false, true);
    attend("attend, 32 wide, no diagonal", pairs::attend32, 128, 140, 140, 32, 1, true, false);
    attend("attend, 64 wide", pairs::attend64, 64, 70, 130, 50, 5, false, true);
    attend("attend, 128 wide", pairs::attend128, 64, 66, 70, 128, 1, false, false);
    spread("spread, 32 wide", pairs::spread32, 128, 140, 130, 32, 2);
    spread("spread, 64 wide", pairs::spread64, 64, 70, 70, 64, 1);
    diverge("diverge, 32 and 64 wide", pairs::diverge32_64, 64, 140, 30, 60, 2);
    diverge("diverge, 64 and 128 wide", pairs::diverge64_128, 32, 70, 64, 100, 2);
    uniformity(70, 30);
    bags();
    adam();
    return isRight ? EXIT_SUCCESS : EXIT_FAILURE;
}
