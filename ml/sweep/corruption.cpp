#include "ml/sweep/corruption.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>
#include <span>

#include "base/error.hpp"
#include "config/deck.hpp"
#include "io/atomic_file.hpp"
#include "io/image_source.hpp"
#include "solvers/forward/process_factory.hpp"

namespace ebru {

namespace {

ImageBatch<float> batch_of(std::size_t count, const ImageShape& shape) {
    return ImageBatch<float>("corrupted images", count, static_cast<std::size_t>(shape.channels),
                             static_cast<std::size_t>(shape.ny), static_cast<std::size_t>(shape.nx));
}

/// The first images of the data, as the process takes them.
ImageBatch<float> first_images(ImageSource& source, const DataSettings& data, std::int64_t count) {
    const ImageBatch<float> images = batch_of(static_cast<std::size_t>(count), source.shape());
    const HostImageBatch<float> host = Kokkos::create_mirror_view(Kokkos::HostSpace(), images);
    std::vector<double> values(host.size());
    source.read(data.first, count, values);
    std::ranges::transform(values, host.data(),
                           [&](double value) { return static_cast<float>(data.low + (data.high - data.low) * value); });
    Kokkos::deep_copy(images, host);
    return images;
}

std::vector<double> values_of(const ImageBatch<float>& images) {
    const HostImageBatch<float> host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), images);
    return {host.data(), host.data() + host.size()};
}

template <class Difference>
double rms(std::span<const double> values, const Difference& difference) {
    double sum = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double d = difference(i);
        sum += d * d;
    }
    return std::sqrt(sum / static_cast<double>(values.size()));
}

}  // namespace

std::vector<double> corruption_by_level(const std::string& forward_deck, int images) {
    EBRU_EXPECT(images >= 1);
    Deck deck = Deck::parse(forward_deck, "forward.toml");
    const DataSettings data = read_data_settings(deck);
    const std::unique_ptr<ImageSource> source = open_image_source(data.source);
    const ForwardSettings settings = read_forward_settings(deck, data, source->shape().nx);
    const MadeProcess<float> made = make_process<float>(settings, source->shape());
    const std::int64_t count = std::min<std::int64_t>(images, source->size() - data.first);
    const ImageBatch<float> start = first_images(*source, data, count);
    const ImageBatch<float> state = batch_of(static_cast<std::size_t>(count), source->shape());
    std::vector<SampleId> ids(static_cast<std::size_t>(count));
    std::iota(ids.begin(), ids.end(), data.first);
    std::vector<int> all(ids.size());
    std::iota(all.begin(), all.end(), 0);
    const std::vector<double> before = values_of(start);
    const double mean = std::accumulate(before.begin(), before.end(), 0.0) / static_cast<double>(before.size());
    const double contrast = rms(before, [&](std::size_t i) { return before[i] - mean; });
    std::vector<double> corruption{0.0};
    made.process->initialize(start, ids);
    for (int level = 1; level < static_cast<int>(made.process->levels().size()); ++level) {
        made.process->advance_to(level);
        made.process->copy_state(all, state);
        const std::vector<double> now = values_of(state);
        corruption.push_back(rms(now, [&](std::size_t i) { return now[i] - before[i]; }) / contrast);
    }
    return corruption;
}

void write_corruption(const std::vector<CaseCorruption>& cases, const std::filesystem::path& file) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const CaseCorruption& one : cases) {
        list.push_back({{"case", one.name}, {"corruption", one.levels}});
    }
    write_file_atomically(file, nlohmann::ordered_json{{"cases", list}}.dump(2) + "\n", Durability::process_kill);
}

}  // namespace ebru
