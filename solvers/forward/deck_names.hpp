#pragma once

#include <array>

#include "base/enum_names.hpp"
#include "solvers/forward/forward_settings.hpp"

namespace ebru {

// The words of the deck for the enums of the rooms below.

template <>
struct EnumNames<ProcessKind> {
    static constexpr auto table =
        std::to_array<EnumName<ProcessKind>>({{ProcessKind::heat, "heat"},
                                              {ProcessKind::advection_diffusion, "advection-diffusion"},
                                              {ProcessKind::spde, "spde"},
                                              {ProcessKind::gaussian, "gaussian"}});
};

template <>
struct EnumNames<TransportMethod> {
    static constexpr auto table = std::to_array<EnumName<TransportMethod>>(
        {{TransportMethod::stencil, "stencil"}, {TransportMethod::lbm, "lbm"}});
};

template <>
struct EnumNames<VelocitySetKind> {
    static constexpr auto table =
        std::to_array<EnumName<VelocitySetKind>>({{VelocitySetKind::d2q9, "D2Q9"}, {VelocitySetKind::d2q5, "D2Q5"}});
};

template <>
struct EnumNames<FoConvention> {
    static constexpr auto table =
        std::to_array<EnumName<FoConvention>>({{FoConvention::half, "half"}, {FoConvention::paper, "paper"}});
};

template <>
struct EnumNames<Precision> {
    static constexpr auto table = std::to_array<EnumName<Precision>>(
        {{Precision::single_precision, "float"}, {Precision::double_precision, "double"}});
};

template <>
struct EnumNames<StoredFormat> {
    static constexpr auto table = std::to_array<EnumName<StoredFormat>>({{StoredFormat::half, "half"},
                                                                         {StoredFormat::single_precision, "float"},
                                                                         {StoredFormat::double_precision, "double"}});
};

template <>
struct EnumNames<ChainFiles> {
    static constexpr auto table =
        std::to_array<EnumName<ChainFiles>>({{ChainFiles::shared, "shared"}, {ChainFiles::per_rank, "per-rank"}});
};

template <>
struct EnumNames<ScheduleKind> {
    static constexpr auto table = std::to_array<EnumName<ScheduleKind>>({{ScheduleKind::exponential, "exponential"},
                                                                         {ScheduleKind::linear, "linear"},
                                                                         {ScheduleKind::cosine, "cosine"}});
};

template <>
struct EnumNames<Walls> {
    static constexpr auto table = std::to_array<EnumName<Walls>>(
        {{Walls::mirror, "mirror"}, {Walls::bounce_back, "bounce-back"}, {Walls::periodic, "periodic"}});
};

template <>
struct EnumNames<SourceKind> {
    static constexpr auto table = std::to_array<EnumName<SourceKind>>({{SourceKind::automatic, "auto"},
                                                                       {SourceKind::idx, "idx"},
                                                                       {SourceKind::cifar10, "cifar10"},
                                                                       {SourceKind::cifar100, "cifar100"},
                                                                       {SourceKind::pictures, "pictures"},
                                                                       {SourceKind::npy, "npy"},
                                                                       {SourceKind::hdf5, "hdf5"}});
};

template <>
struct EnumNames<Collision> {
    static constexpr auto table =
        std::to_array<EnumName<Collision>>({{Collision::trt, "trt"}, {Collision::bgk, "bgk"}});
};

template <>
struct EnumNames<Magic> {
    static constexpr auto table =
        std::to_array<EnumName<Magic>>({{Magic::quarter, "quarter"}, {Magic::fourth_order, "fourth-order"}});
};

template <>
struct EnumNames<Equilibrium> {
    static constexpr auto table =
        std::to_array<EnumName<Equilibrium>>({{Equilibrium::quadratic, "quadratic"}, {Equilibrium::linear, "linear"}});
};

template <>
struct EnumNames<PopulationStart> {
    static constexpr auto table = std::to_array<EnumName<PopulationStart>>(
        {{PopulationStart::gradient, "gradient"}, {PopulationStart::equilibrium, "equilibrium"}});
};

template <>
struct EnumNames<IntervalHandOver> {
    static constexpr auto table = std::to_array<EnumName<IntervalHandOver>>(
        {{IntervalHandOver::rescale, "rescale"}, {IntervalHandOver::none, "none"}});
};

}  // namespace ebru
