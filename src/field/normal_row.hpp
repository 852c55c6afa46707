#pragma once

#include "field/normal_pair.hpp"

namespace ebru {

/// The standard normals of one image channel at one step, for any number of rows: a key and half a counter of
/// Philox4x32-10, drawn from the project's Philox4x64-10 at key (seed, purpose), counter (sample, channel, 0, step).
/// The 32-bit generator is the one that vector units and GPUs run at speed (it needs no 64-bit products); the 128 bits
/// of a stream keep any two of 1e12 streams apart with probability 1 - 1e-15.
struct NormalStream {
    std::uint32_t key[2];
    std::uint32_t counter[2];
};

KOKKOS_FORCEINLINE_FUNCTION NormalStream normal_stream(std::uint64_t seed, RandomPurpose purpose, std::int64_t sample,
                                                       int channel, std::int64_t step) {
    const RandomWords words = random_words(seed, purpose,
                                           {.sample = static_cast<std::uint64_t>(sample),
                                            .channel = static_cast<std::uint64_t>(channel),
                                            .cell = 0,
                                            .level = static_cast<std::uint64_t>(step)});
    return {{static_cast<std::uint32_t>(words.word[0]), static_cast<std::uint32_t>(words.word[0] >> 32U)},
            {static_cast<std::uint32_t>(words.word[1]), static_cast<std::uint32_t>(words.word[1] >> 32U)}};
}

/// Four words of Philox4x32-10.
struct NormalWords {
    std::uint32_t word[4];
};

/// The words at counter (block, y, stream). Written out, because compilers do not turn calls of Random123's own
/// function into vectors; tested against it.
KOKKOS_FORCEINLINE_FUNCTION NormalWords normal_words(const NormalStream& stream, std::uint32_t y, std::uint32_t block) {
    // Held in 64 bits, the upper half zero: products of two 32-bit numbers without conversions between vector widths.
    constexpr std::uint64_t low = 0xFFFFFFFFU;
    std::uint64_t c0 = block;
    std::uint64_t c1 = y;
    std::uint64_t c2 = stream.counter[0];
    std::uint64_t c3 = stream.counter[1];
    std::uint32_t k0 = stream.key[0];
    std::uint32_t k1 = stream.key[1];
#if defined(__NVCC__)
#pragma unroll
#elif defined(__GNUC__) || defined(__clang__)
#pragma GCC unroll 10
#endif
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t p0 = c0 * 0xD2511F53U;
        const std::uint64_t p1 = c2 * 0xCD9E8D57U;
        c0 = (p1 >> 32U) ^ c1 ^ k0;
        c1 = p1 & low;
        c2 = (p0 >> 32U) ^ c3 ^ k1;
        c3 = p0 & low;
        k0 += 0x9E3779B9U;
        k1 += 0xBB67AE85U;
    }
    return {{static_cast<std::uint32_t>(c0), static_cast<std::uint32_t>(c1), static_cast<std::uint32_t>(c2),
             static_cast<std::uint32_t>(c3)}};
}

KOKKOS_FORCEINLINE_FUNCTION std::uint64_t joined(std::uint32_t low, std::uint32_t high) {
    return (static_cast<std::uint64_t>(high) << 32U) | low;
}

/// Pair `pair` of the normals that one call of the generator gives: two pairs of floats, one of doubles.
template <class Real, int pair>
KOKKOS_FORCEINLINE_FUNCTION NormalPair<Real> pair_of_call(const NormalWords& w) {
    if constexpr (sizeof(Real) == sizeof(std::uint32_t)) {
        return normal_pair(w.word[2 * pair], w.word[2 * pair + 1]);
    } else {
        return normal_pair(joined(w.word[0], w.word[1]), joined(w.word[2], w.word[3]));
    }
}

/// Cells of a row that share calls of the generator: neighbours, so that part of a wide row costs little more than its
/// share. A multiple of all vector lengths times normals a call.
inline constexpr int normal_group = 256;

/// Cells [begin, end) of a row.
struct RowPart {
    int begin;
    int end;
};

/// Group of a row of nx cells that holds cell x.
KOKKOS_FORCEINLINE_FUNCTION RowPart group_of(int x, int nx) {
    const int begin = x / normal_group * normal_group;
    return {begin, begin + normal_group < nx ? begin + normal_group : nx};
}

/// What one call of the generator gives to a group of a row of normals: body of the loops below.
template <class Real, class Sink>
struct NormalCalls {
    static constexpr int normals_per_call = 16 / sizeof(Real);

    NormalStream stream;
    int y;
    RowPart group;
    Sink sink;

    [[nodiscard]] KOKKOS_FORCEINLINE_FUNCTION int count() const {
        return (group.end - group.begin + normals_per_call - 1) / normals_per_call;
    }

    [[nodiscard]] KOKKOS_FORCEINLINE_FUNCTION NormalWords words(int call) const {
        return normal_words(stream, static_cast<std::uint32_t>(y),
                            static_cast<std::uint32_t>(group.begin / normals_per_call + call));
    }

    KOKKOS_FORCEINLINE_FUNCTION void give(int place, int call, Real value) const {
        const int x = group.begin + place * count() + call;
        if (x < group.end) {
            sink(x, value);
        }
    }

    KOKKOS_FORCEINLINE_FUNCTION void operator()(int call) const {
        const NormalWords w = words(call);
        const NormalPair<Real> a = pair_of_call<Real, 0>(w);
        give(0, call, a.first);
        give(1, call, a.second);
        if constexpr (normals_per_call == 4) {
            const NormalPair<Real> b = pair_of_call<Real, 1>(w);
            give(2, call, b.first);
            give(3, call, b.second);
        }
    }
};

/// Puts a normal into its cell.
template <class Real>
struct NormalStore {
    Real* row;
    KOKKOS_FORCEINLINE_FUNCTION void operator()(int x, Real value) const { row[x] = value; }
};

/// Calls sink(x, normal) for the cells of one group.
template <class Real, class Sink>
KOKKOS_FORCEINLINE_FUNCTION void draw_group(const TeamMember& team, const NormalStream& stream, int y, RowPart group,
                                            const Sink& sink) {
    const NormalCalls<Real, Sink> calls{stream, y, group, sink};
    for_row(team, 0, calls.count(), [=](int call) EBRU_ROW_BODY { calls(call); });
}

/// Calls sink(x, normal) for every cell (y, x), 0 <= x < nx, once and in any order: independent standard normals, a
/// function of (stream, y, x, nx) alone. Four floats or two doubles a call of the generator, for cells of one group of
/// 256: of n cells from x0 on, call x0/4 + g (or x0/2 + g) gives cells x0 + g, x0 + g + G, .. with G = ceil(n/4) or
/// ceil(n/2), so that vector lanes are consecutive calls and what the sink reads and writes is contiguous. Called
/// inside a kernel by one thread of a team with all its vector lanes; cost about 20 vector instructions a float and 40
/// a double. A sink is a row body (EBRU_ROW_BODY).
template <class Real, class Sink>
KOKKOS_FORCEINLINE_FUNCTION void for_each_normal(const TeamMember& team, const NormalStream& stream, int y, int nx,
                                                 const Sink& sink) {
    draw_group<Real>(team, stream, y, group_of(0, nx), sink);  // apart: rows of small images are this one alone
    for (int x = normal_group; x < nx; x += normal_group) {
        draw_group<Real>(team, stream, y, group_of(x, nx), sink);
    }
}

/// row[x] = normal of cell (y, x).
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION void normal_row(const TeamMember& team, const NormalStream& stream, int y, int nx,
                                            Real* row) {
    for_each_normal<Real>(team, stream, y, nx, NormalStore<Real>{row});
}

/// What of one pair of a call's normals lies in a part of a group: body of the loops below.
template <class Real, int pair, class Sink>
struct NormalPartCalls {
    NormalCalls<Real, Sink> whole;
    RowPart part;

    KOKKOS_FORCEINLINE_FUNCTION void give(int place, int call, Real value) const {
        const int x = whole.group.begin + place * whole.count() + call;
        if (x >= part.begin && x < part.end) {
            whole.sink(x, value);
        }
    }

    KOKKOS_FORCEINLINE_FUNCTION void operator()(int call) const {
        const NormalPair<Real> two = pair_of_call<Real, pair>(whole.words(call));
        give(2 * pair, call, two.first);
        give(2 * pair + 1, call, two.second);
    }

    /// The calls whose normals number `place` lie in the part.
    [[nodiscard]] KOKKOS_FORCEINLINE_FUNCTION RowPart calls_of(int place) const {
        const int from = whole.group.begin + place * whole.count();
        const int begin = part.begin - from;
        const int end = part.end - from;
        return {begin > 0 ? begin : 0, end < whole.count() ? end : whole.count()};
    }

    KOKKOS_FORCEINLINE_FUNCTION void run(const TeamMember& team) const {
        const RowPart first = calls_of(2 * pair);
        const RowPart second = calls_of(2 * pair + 1);
        const auto calls_between = [&](RowPart range) {
            for_row(team, range.begin, range.end, [=, *this](int call) EBRU_ROW_BODY { (*this)(call); });
        };
        const bool has_first = first.begin < first.end;
        const bool has_second = second.begin < second.end;
        if (has_first && has_second && second.end > first.begin) {  // the second's calls are the lower ones
            calls_between({second.begin, first.end});
            return;
        }
        if (has_first) {
            calls_between(first);
        }
        if (has_second) {
            calls_between(second);
        }
    }
};

/// for_each_normal() for the cells part.begin <= x < part.end of a row of nx cells alone: sink(x, normal), the same
/// numbers. Cost: as many calls of the generator as a row of the part's length, and for the group that the part begins
/// in and the one that it ends in up to all calls of each.
template <class Real, class Sink>
KOKKOS_FORCEINLINE_FUNCTION void for_each_normal(const TeamMember& team, const NormalStream& stream, int y, int nx,
                                                 RowPart part, const Sink& sink) {
    for (int x = part.begin; x < part.end; x = group_of(x, nx).end) {
        const RowPart group = group_of(x, nx);
        if (part.begin <= group.begin && group.end <= part.end) {
            draw_group<Real>(team, stream, y, group, sink);
            continue;
        }
        const NormalCalls<Real, Sink> calls{stream, y, group, sink};
        NormalPartCalls<Real, 0, Sink>{calls, part}.run(team);
        if constexpr (sizeof(Real) == sizeof(std::uint32_t)) {
            NormalPartCalls<Real, 1, Sink>{calls, part}.run(team);
        }
    }
}

/// row[x - part.begin] = normal of cell (y, x), part.begin <= x < part.end, of a row of nx cells.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION void normal_row(const TeamMember& team, const NormalStream& stream, int y, int nx,
                                            RowPart part, Real* row) {
    for_each_normal<Real>(team, stream, y, nx, part, NormalStore<Real>{row - part.begin});
}

/// A whole row on the host, outside a kernel: the same bits.
template <class Real>
void normal_row(const NormalStream& stream, int y, int nx, Real* row) {
    for (int x = 0; x < nx; x += normal_group) {
        const NormalCalls<Real, NormalStore<Real>> calls{stream, y, group_of(x, nx), {row}};
        const int count = calls.count();
#pragma omp simd
        for (int call = 0; call < count; ++call) {
            calls(call);
        }
    }
}

}  // namespace ebru
