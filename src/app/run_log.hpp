#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace ebru {

/// What a run log holds under a key.
using LogValue = std::variant<bool, std::int64_t, std::uint64_t, double, std::string, std::vector<double>,
                              std::vector<std::int64_t>, std::vector<std::string>>;

/// The record of a run, as JSON: command, build, machine, start and end (UTC), deck, and what the run adds.
class RunLog {
  public:
    /// Starts the clock. While Kokkos is initialised: the record names the number of threads.
    explicit RunLog(const std::string& command);
    RunLog(const RunLog&) = delete;
    RunLog& operator=(const RunLog&) = delete;
    ~RunLog();

    /// Adds or replaces a value. Dots make objects: "mass.drift". Numbers that JSON does not know are written as "nan",
    /// "inf" and "-inf".
    void set(const std::string& key, const LogValue& value);

    /// The resolved deck (Deck::resolved()).
    void set_deck(const std::string& resolved_deck);

    /// Writes the log with the present as the end of the run; may be repeated. The file is complete or not there.
    /// \throws UserError when it cannot be written.
    void write(const std::filesystem::path& file);

  private:
    struct Record;
    std::unique_ptr<Record> record_;
};

}  // namespace ebru
