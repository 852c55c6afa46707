#pragma once

namespace ebru {

/// How an intensity alpha_i goes from its value at t = 0 to its value at t = T.
enum class IntensityKind {
    constant,    ///< alpha_max throughout
    geometric,   ///< alpha_min (alpha_max/alpha_min)^(t/T), the papers' equation 15
    polynomial,  ///< alpha_min + (alpha_max - alpha_min) (t/T)^power
};

/// alpha_i(t) on [0, T]: never falls, so that every step's largest value is that at its end.
class IntensitySchedule {
  public:
    struct Parameters {
        IntensityKind kind = IntensityKind::constant;
        double alpha_min = 0.0;  ///< at t = 0; unused when constant
        double alpha_max = 0.0;  ///< at t = T, >= 0
        double power = 1.0;      ///< of the polynomial, > 0
        double horizon = 1.0;    ///< T > 0
    };

    /// \param name for messages: "drift" or "noise".
    /// \throws UserError when it would fall, or a geometric one starts at 0.
    IntensitySchedule(const Parameters& parameters, const char* name);

    /// alpha(t), 0 <= t <= T.
    [[nodiscard]] double at(double t) const;

    /// Integral of alpha over [from, to], closed form: with diffusivity alpha it is half the variance of the blur.
    [[nodiscard]] double integral(double from, double to) const;

    /// Integral of alpha^2 over [from, to], closed form: the variance of the noise that a mode without decay takes up.
    [[nodiscard]] double square_integral(double from, double to) const;

    [[nodiscard]] const Parameters& parameters() const { return parameters_; }

  private:
    Parameters parameters_;
};

/// How an edge contrast lambda_i changes with time.
enum class ContrastKind {
    infinite,  ///< g = alpha: isotropic
    constant,  ///< lambda_min throughout
    opening,   ///< lambda_min (e^{kT} - 1)/(e^{k(T-t)} - 1), infinite at t = T: the papers' equation 16
};

/// 1/lambda_i(t) on [0, T]: never rises; 0 where lambda is infinite, so that t = T needs no exception.
class ContrastSchedule {
  public:
    struct Parameters {
        ContrastKind kind = ContrastKind::infinite;
        double lambda_min = 0.0;  ///< > 0 unless infinite
        double rate = 0.5;        ///< k > 0 of `opening`
        double horizon = 1.0;     ///< T > 0
    };

    /// \param name for messages: "drift" or "noise".
    /// \throws UserError for lambda_min or a rate that is not positive.
    ContrastSchedule(const Parameters& parameters, const char* name);

    /// 1/lambda(t), 0 <= t <= T.
    [[nodiscard]] double inverse_at(double t) const;

    [[nodiscard]] const Parameters& parameters() const { return parameters_; }

  private:
    Parameters parameters_;
};

}  // namespace ebru
