// What the kernels need of CUDA, on the processor: a thread for each thread of a block, one block after the other.
#pragma once
#include <algorithm>
#include <barrier>
#include <cmath>
#include <cstring>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#define __global__
#define __device__
#define __shared__ static
#define __forceinline__ inline
#define __launch_bounds__(...)
#define CUDART_INF_F __builtin_inff()
#define CUDART_NAN_F __builtin_nanf("")

struct Dimensions { int x, y; };
static thread_local Dimensions threadIdx, blockIdx;
static Dimensions blockDim;

static std::unique_ptr<std::barrier<>> ofBlock;
static std::vector<std::unique_ptr<std::barrier<>>> ofWarps;
static thread_local int warp, lane;

// What the lanes of each warp show each other.
static float numbers[32][32], operandsA[32][32][4], operandsB[32][32][2];
static long long integers[32][32];

using std::isnan;
using std::max;
using std::min;

inline unsigned __float_as_uint(float x) { unsigned bits; std::memcpy(&bits, &x, 4); return bits; }
inline float __uint_as_float(unsigned bits) { float x; std::memcpy(&x, &bits, 4); return x; }

inline void __syncthreads() { ofBlock->arrive_and_wait(); }
inline void meet() { ofWarps[warp]->arrive_and_wait(); }

template <typename T, typename Slot>
T shown(Slot& slots, T mine, int other) {
    slots[warp][lane] = mine;
    meet();
    T theirs = (T)slots[warp][other];
    meet();
    return theirs;
}

inline float __shfl_xor_sync(unsigned, float x, int mask) { return shown(numbers, x, lane ^ mask); }
inline float __shfl_sync(unsigned, float x, int from) { return shown(numbers, x, from); }
inline long long __shfl_sync(unsigned, long long x, int from) { return shown(integers, x, from); }

inline bool __all_sync(unsigned, bool mine) {
    numbers[warp][lane] = mine;
    meet();
    bool all = std::all_of(numbers[warp], numbers[warp] + 32, [](float one) { return one != 0; });
    meet();
    return all;
}

// mma.sync.m16n8k8 of tf32 with sums in float32.
inline void multiplyTile(float (&c)[4], const float (&a)[4], const float (&b)[2]) {
    std::memcpy(operandsA[warp][lane], a, sizeof a);
    std::memcpy(operandsB[warp][lane], b, sizeof b);
    meet();
    for (int e = 0; e < 4; e++) {
        int row = lane / 4 + 8 * (e / 2), column = 2 * (lane % 4) + e % 2;
        float sum = 0;
        for (int k = 0; k < 8; k++)
            sum += operandsA[warp][row % 8 * 4 + k % 4][row / 8 + k / 4 * 2] * operandsB[warp][column * 4 + k % 4][k / 4];
        c[e] += sum;
    }
    meet();
}

template <typename Kernel>
void launch(Dimensions grid, int threads, Kernel kernel) {
    blockDim = {threads, 1};
    for (int y = 0; y < grid.y; y++)
        for (int x = 0; x < grid.x; x++) {
            ofBlock = std::make_unique<std::barrier<>>(threads);
            ofWarps.clear();
            for (int i = 0; i < threads / 32; i++) ofWarps.push_back(std::make_unique<std::barrier<>>(32));
            std::vector<std::thread> all;
            for (int i = 0; i < threads; i++)
                all.emplace_back([=] {
                    threadIdx = {i, 0};
                    blockIdx = {x, y};
                    warp = i / 32;
                    lane = i % 32;
                    kernel();
                    ofBlock->arrive_and_drop();
                    ofWarps[i / 32]->arrive_and_drop();
                });
            for (auto& one : all) one.join();
        }
}
