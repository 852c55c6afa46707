#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/enum_names.hpp"
#include "config/deck_entry.hpp"
#include "config/range.hpp"

namespace ebru {

/// The settings of a run: a TOML file, read with types, ranges and defaults.
///
/// A key is written with its tables and dots: "solver.Pe". Its value comes from, in this order: `--set` on the command
/// line, the user's deck, a preset, the default at the place of reading. Every read is recorded; when all are done,
/// reject_unknown() refuses what was given but never asked for, and resolved() is the complete list of settings. Reads
/// without a default are of required keys. Reading a key twice is fine; reading it with two meanings is a
/// ContractError.
///
/// Integers are taken where real numbers are wanted, not the other way. Relative paths in a deck start from the deck's
/// folder; on the command line, and as defaults, from the working folder.
///
/// All reads throw UserError that names file, line, key, value and what is valid. Not for use by several threads at
/// once.
class Deck {
  public:
    /// Reads a deck of at most 1 MiB. \param overrides "table.key=value", later ones win.
    /// \throws UserError for a missing file, text that is not TOML (with line and column), a malformed override.
    static Deck load(const std::filesystem::path& file, const std::vector<std::string>& overrides = {});

    /// The same for a text; `name` stands for the file in messages.
    static Deck parse(std::string_view text, const std::string& name, const std::vector<std::string>& overrides = {});

    /// Takes from `preset` what neither the deck nor the command line gives. Unread keys of a preset are no error: a
    /// preset need not know what the user's deck turns off. Before the first read of those keys.
    void set_defaults_from(const Deck& preset);

    /// Whether the key is given; it counts as a valid key from now on.
    [[nodiscard]] bool has(const std::string& key);

    /// Of keys that say one thing in different ways (Fo_max, sigma_max), the one to read: the one given with the
    /// highest precedence, which silences the others; the first when none is given. \throws UserError when two are
    /// given side by side.
    [[nodiscard]] std::string alternative(const std::vector<std::string>& keys);

    double real(const std::string& key, const Range& range = Range::any());
    double real(const std::string& key, double fallback, const Range& range = Range::any());
    int integer(const std::string& key, const IntRange& range = IntRange::any());
    int integer(const std::string& key, int fallback, const IntRange& range = IntRange::any());
    std::int64_t integer64(const std::string& key, const IntRange& range = IntRange::any());
    std::int64_t integer64(const std::string& key, std::int64_t fallback, const IntRange& range = IntRange::any());
    /// 0 .. 2^63 - 1, for TOML's integers are signed.
    std::uint64_t unsigned64(const std::string& key);
    std::uint64_t unsigned64(const std::string& key, std::uint64_t fallback);
    bool boolean(const std::string& key);
    bool boolean(const std::string& key, bool fallback);
    std::string string(const std::string& key);
    std::string string(const std::string& key, const std::string& fallback);
    /// Absolute, without dots; it need not exist.
    std::filesystem::path path(const std::string& key);
    std::filesystem::path path(const std::string& key, const std::filesystem::path& fallback);
    /// The same; it must exist.
    std::filesystem::path existing_path(const std::string& key);
    std::filesystem::path existing_path(const std::string& key, const std::filesystem::path& fallback);

    /// One path or an array of them, each of which must exist.
    std::vector<std::filesystem::path> existing_paths(const std::string& key);

    std::vector<double> reals(const std::string& key, const Range& range = Range::any());
    std::vector<double> reals(const std::string& key, const std::vector<double>& fallback,
                              const Range& range = Range::any());
    std::vector<int> integers(const std::string& key, const IntRange& range = IntRange::any());
    std::vector<int> integers(const std::string& key, const std::vector<int>& fallback,
                              const IntRange& range = IntRange::any());
    std::vector<std::string> strings(const std::string& key);
    std::vector<std::string> strings(const std::string& key, const std::vector<std::string>& fallback);

    /// One of the words of EnumNames<E>.
    template <NamedEnum E>
    E choice(const std::string& key) {
        return *from_name<E>(read_word(key, std::nullopt, all_names<E>()));
    }
    template <NamedEnum E>
    E choice(const std::string& key, E fallback) {
        return *from_name<E>(read_word(key, std::string(to_name(fallback)), all_names<E>()));
    }

    /// A number, or one of the words of EnumNames<E>: magic = 0.25 or magic = "quarter".
    template <NamedEnum E>
    std::variant<double, E> real_or_choice(const std::string& key, std::variant<double, E> fallback,
                                           const Range& range = Range::any()) {
        const RealOrWord plain = std::holds_alternative<double>(fallback)
                                     ? RealOrWord(std::get<double>(fallback))
                                     : RealOrWord(std::string(to_name(std::get<E>(fallback))));
        const RealOrWord read = read_real_or_word(key, plain, range, all_names<E>());
        if (const double* number = std::get_if<double>(&read)) {
            return *number;
        }
        return *from_name<E>(std::get<std::string>(read));
    }

    /// Refuses a value that only shows as wrong beside others: a UserError that names the place, the key and its value.
    [[noreturn]] void refuse(const std::string& key, const std::string& why, const std::string& advice) const;

    /// \throws UserError for the first key or table that was given but never asked for, with the nearest valid name and
    /// all valid ones of that table.
    void reject_unknown() const;

    /// Canonical TOML of every key read so far, defaults filled in: keys before tables, both in the order of first
    /// reading, numbers in their shortest exact form. Equal settings give equal text, and the text reads back as the
    /// same deck.
    /// \param excluded tables or keys to leave out, such as "run": how, not what, is computed.
    [[nodiscard]] std::string resolved(const std::vector<std::string>& excluded = {}) const;

    /// The deck's file name, or the name given to parse().
    [[nodiscard]] const std::string& name() const { return name_; }

  private:
    using RealOrWord = std::variant<double, std::string>;
    struct Read {
        std::string key;
        DeckValue value;
    };

    Deck(std::string name, std::string_view text, const std::filesystem::path& folder,
         const std::vector<std::string>& overrides);

    double read_real(const std::string& key, std::optional<double> fallback, const Range& range);
    std::int64_t read_integer(const std::string& key, std::optional<std::int64_t> fallback, const IntRange& range);
    bool read_boolean(const std::string& key, std::optional<bool> fallback);
    std::string read_string(const std::string& key, std::optional<std::string> fallback);
    std::filesystem::path read_path(const std::string& key, std::optional<std::filesystem::path> fallback);
    std::filesystem::path read_existing_path(const std::string& key, std::optional<std::filesystem::path> fallback);
    std::string read_word(const std::string& key, std::optional<std::string> fallback,
                          const std::vector<std::string>& words);
    RealOrWord read_real_or_word(const std::string& key, const RealOrWord& fallback, const Range& range,
                                 const std::vector<std::string>& words);
    template <class T, class Convert>
    std::vector<T> read_list(const std::string& key, const std::vector<T>* fallback, const std::string& wanted,
                             const Convert& convert);

    /// The entry of a key, which is known from now on; null when it is not given. \throws UserError when it is not
    /// given and has no default.
    const DeckEntry* ask(const std::string& key, bool has_default, const std::string& wanted);
    /// The place and name of a key for messages: "deck.toml:12: solver.Pe".
    [[nodiscard]] std::string cite(const std::string& key) const;
    void know(const std::string& key);
    void record(const std::string& key, DeckValue value);
    [[nodiscard]] std::string advice_for_key(const std::string& key) const;
    [[nodiscard]] std::vector<std::string> known_tables() const;

    std::string name_;
    DeckEntries entries_;
    std::map<std::string, std::string> empty_tables_;  ///< dotted name and origin
    std::vector<std::string> known_;                   ///< keys asked for, in order
    std::vector<std::string> silenced_;                ///< keys that an alternative overrules
    std::vector<Read> reads_;
};

}  // namespace ebru
