#pragma once

#include <Kokkos_Core.hpp>
#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "base/enum_names.hpp"
#include "solvers/density/box_tree.hpp"

namespace ebru {

struct KernelConstants;

/// Kernel density estimate with a Gaussian kernel from N points in d dimensions, 1 <= d <= 64, and its score:
///
///     rho_hat(x) = 1/N sum_i (2 pi h^2)^(-d/2) exp(-|x - x_i|^2/(2 h^2)),
///     grad log rho_hat(x) = sum_i w_i (x_i - x)/h^2,   w_i the terms' shares of the sum.
///
/// The bandwidth h is the kernel's standard deviation in every direction (numerics.md 6.4). Noh and Lee (2024) print
/// the exponent -r^2/(2 h), whose h is a variance, beside a bias of h^2/2: that bias needs the h of here.
///
/// Points are sorted into a tree of boxes (BoxTree). For a query at distance r_0 from its nearest point, leaves beyond
/// R are left out, R^2 = r_0^2 + 2 h^2 ln(N/(tolerance S)), S >= 1 the sum over the nearest point's leaf in units of
/// that point's term: what is lost is at most N exp(-R^2/(2 h^2)), that is `tolerance` times what S stands for, at most
/// `tolerance` of the sum. A score s loses at most tolerance (R/h^2 + |s|): near points, R about 8 h, 1e-8/h by
/// default. Terms are taken relative to that of the nearest point, so that both results hold at any distance, where
/// rho_hat itself underflows; round-off in r^2 changes shares by 2^-52 r_0^2/h^2.
///
/// Sums run over leaves from left to right and in vector lanes inside a leaf: the same bits for any number of threads
/// and any company of queries (within one instruction set). Double precision inside. Cost: O(d N log N) to build, on
/// the host, where the points must be; a query O(log N) and one exponential and 4 d operations for each point of the
/// leaves within R (in many dimensions or with wide kernels: all N). `ebru bench kde` measures both.
class KernelDensity {
  public:
    template <class Real>
    using Points = Kokkos::View<Real**, Kokkos::LayoutRight>;

    static constexpr int most_dimensions = 64;
    static constexpr double default_tolerance = 1e-9;

    /// \param points (N, d), finite; \param bandwidth h > 0; \param tolerance in (0, 1), relative.
    /// \param bandwidth_name of h in messages, such as "kde.bandwidth".
    /// \throws UserError when h or a point is not as said, or there is no point.
    KernelDensity(std::span<const double> points, int dimension, double bandwidth, double tolerance = default_tolerance,
                  const std::string& bandwidth_name = "bandwidth");

    [[nodiscard]] int dimension() const { return tree_.dimension; }
    [[nodiscard]] std::int64_t size() const { return tree_.count; }
    [[nodiscard]] double bandwidth() const { return bandwidth_; }

    /// \param queries (n, d); \param log_density (n), ln rho_hat; \param score (n, d), or empty when not wanted.
    /// Not finite where a query is not.
    void evaluate(std::span<const double> queries, std::span<double> log_density, std::span<double> score) const;

    /// The same at the points themselves, each left out of its own estimate (divided by N - 1); N >= 2. Results in the
    /// order of the points as given.
    void evaluate_leave_one_out(std::span<double> log_density, std::span<double> score) const;

    /// The same on the device, for use in every step of a run: starts one kernel, does not wait for it. Real is float
    /// or double. \param queries (n, d), such as Positions<Real>; \param score (n, d), or (0, 0) when not wanted.
    template <class Real>
    void evaluate(const Points<const Real>& queries, const Kokkos::View<Real*>& log_density,
                  const Points<Real>& score) const;

  private:
    [[nodiscard]] KernelConstants constants() const;
    [[nodiscard]] double log_factor(std::int64_t terms) const;

    double bandwidth_;
    double tolerance_;
    BoxTree tree_;
};

/// Rules for h from points of N(0, sigma^2 I): with s^2 the mean over directions of the sample variance,
/// scott: h = s N^(-1/(d+4)); silverman: h = s (4/(d+2))^(1/(d+4)) N^(-1/(d+4)), the least mean integrated squared
/// error for a normal density. Equal for d = 2. Too wide for densities of several parts. Scott (1992); Silverman
/// (1986).
enum class BandwidthRule { scott, silverman };

template <>
struct EnumNames<BandwidthRule> {
    static constexpr auto table = std::to_array<EnumName<BandwidthRule>>(
        {{BandwidthRule::scott, "scott"}, {BandwidthRule::silverman, "silverman"}});
};

/// \param points (N, d), N >= 2. \throws UserError when all points are the same.
double rule_bandwidth(BandwidthRule rule, std::span<const double> points, int dimension);

}  // namespace ebru
