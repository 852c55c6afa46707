#include "solvers/forward/forward_settings.hpp"

#include <fmt/format.h>

#include <variant>

#include "io/vtk_support.hpp"
#include "solvers/forward/deck_names.hpp"
#include "solvers/forward/presets.hpp"
#include "solvers/forward/schedule_settings.hpp"

namespace ebru {

namespace {

DataSettings read_data(Deck& deck) {
    DataSettings data;
    if (deck.alternative({"data.set", "data.path"}) == "data.set") {
        data.name = deck.string("data.set", "fashion-mnist");
        data.source.path = data.name;
    } else {
        data.source.path = deck.path("data.path");
        data.name = data.source.path.filename().string();
    }
    data.source.kind = deck.choice("data.kind", SourceKind::automatic);
    data.source.dataset = deck.string("data.dataset", "");
    const std::vector<int> size = deck.integers("data.size", std::vector<int>{}, IntRange::closed(1, 65536, "pixels"));
    if (size.size() == 2) {
        data.source.ny = size[0];
        data.source.nx = size[1];
    } else if (!size.empty()) {
        deck.refuse("data.size", "a size has two numbers",
                    "give [rows, columns], or leave it out to keep the stored size");
    }
    data.first = deck.integer64("data.first", 0, IntRange::at_least(0));
    data.count = deck.integer64("data.count", 0, IntRange::at_least(0, "images, 0 for all"));
    const std::vector<double> range = deck.reals("data.range", {0.0, 1.0});
    if (range.size() != 2 || range[0] == range[1]) {
        deck.refuse("data.range", "values are mapped as u = low + (high - low) x",
                    "give two different numbers [low, high]");
    }
    data.low = range[0];
    data.high = range[1];
    return data;
}

LatticeSettings read_lattice(Deck& deck) {
    LatticeSettings lattice;
    lattice.levels = deck.integer("lattice.levels", 1, IntRange::closed(1, 1000000));
    lattice.steps = deck.integer("lattice.steps", 1, IntRange::closed(1, 100000000, "steps an interval"));
    if (deck.alternative({"lattice.alpha", "lattice.tau"}) == "lattice.alpha") {
        lattice.alpha = deck.real("lattice.alpha", 1.0 / 6.0, Range::left_open(0.0, 0.5, "cells^2 per step"));
    } else {
        lattice.alpha = (deck.real("lattice.tau", Range::left_open(0.5, 2.0)) - 0.5) / 3.0;
    }
    lattice.velocity = deck.real("lattice.velocity", 0.0, Range::any("cells per step"));
    return lattice;
}

TransportSettings read_transport(Deck& deck, bool by_lattice) {
    TransportSettings transport;
    transport.method = deck.choice("transport.method", TransportMethod::stencil);
    transport.walls = deck.choice("transport.walls", Walls::mirror);
    TransportRequest& request = transport.request;
    if (!by_lattice) {
        request.peclet = deck.real("transport.Pe", 0.0, Range::at_least(0.0));
        request.peclet_length = deck.choice("transport.peclet_length", PecletLength::width);
        request.alpha_max =
            deck.real("transport.alpha_max", request.alpha_max, Range::left_open(0.0, 0.5, "cells^2 per step"));
        request.max_steps = deck.integer("transport.max_steps", request.max_steps, IntRange::at_least(1));
    }
    request.speed_cap =
        deck.real("transport.speed_cap", request.speed_cap, Range::left_open(0.0, 0.5, "cells per step"));
    request.peak_ratio = deck.real("transport.peak_ratio", request.peak_ratio, Range::at_least(1.0));
    transport.limiter = deck.choice("transport.limiter", Limiter::scale);
    transport.compensation = deck.choice("transport.compensation", Compensation::on);
    transport.update = deck.choice("transport.velocity_update", VelocityUpdate::level);
    return transport;
}

LbmSettings read_lbm(Deck& deck) {
    LbmSettings lbm;
    lbm.set = deck.choice("lbm.velocity_set", VelocitySetKind::d2q9);
    lbm.relaxation.collision = deck.choice("lbm.collision", Collision::trt);
    if (lbm.relaxation.collision == Collision::trt) {
        const std::variant<double, Magic> magic =
            deck.real_or_choice<Magic>("lbm.magic", Magic::quarter, Range::left_open(0.0, 10.0));
        if (const double* number = std::get_if<double>(&magic)) {
            lbm.relaxation.magic = Magic::value;
            lbm.relaxation.magic_value = *number;
        } else {
            lbm.relaxation.magic = std::get<Magic>(magic);
        }
    }
    lbm.equilibrium = deck.choice("lbm.equilibrium", Equilibrium::quadratic);
    lbm.start = deck.choice("lbm.start", PopulationStart::gradient);
    lbm.hand_over = deck.choice("lbm.hand_over", IntervalHandOver::rescale);
    return lbm;
}

ChainSettings read_chain(Deck& deck, Precision precision, int levels) {
    ChainSettings chain;
    const bool in_double = precision == Precision::double_precision;
    chain.format =
        deck.choice("chain.format", in_double ? StoredFormat::double_precision : StoredFormat::single_precision);
    chain.window = deck.integer("chain.window", 1, IntRange::closed(1, levels, "intervals"));
    chain.pairs = deck.integer("chain.pairs", 0, IntRange::closed(0, levels - chain.window + 1, "pairs an image"));
    chain.full_samples = deck.integer64("chain.full_samples", -1, IntRange::at_least(-1, "images, -1 for all"));
    chain.full_levels = deck.integers("chain.full_levels", std::vector<int>{}, IntRange::closed(0, levels));
    for (std::size_t i = 1; i < chain.full_levels.size(); ++i) {
        if (chain.full_levels[i] <= chain.full_levels[i - 1]) {
            deck.refuse("chain.full_levels", "levels are kept in order, each once", "list increasing levels");
        }
    }
    chain.velocity_samples = deck.integer64("chain.velocity_samples", 0, IntRange::at_least(0, "images"));
    chain.files = deck.choice("chain.files", ChainFiles::shared);
    if (chain.pairs == 0 && chain.full_samples == 0) {
        deck.refuse("chain.full_samples", "with chain.pairs = 0 the chain would hold nothing",
                    "keep levels of some images, or pairs");
    }
    return chain;
}

PictureSettings read_pictures(Deck& deck) {
    PictureSettings pictures;
    pictures.vtk_samples = deck.integer("pictures.vtk_samples", has_vtk() ? 2 : 0, IntRange::closed(0, 10000));
    if (pictures.vtk_samples > 0) {
        require_vtk(fmt::format("pictures.vtk_samples = {}", pictures.vtk_samples), "writes the files for ParaView",
                    "leave it out or set it to 0");
    }
    pictures.sheet_samples = deck.integer("pictures.sheet_samples", 8, IntRange::closed(0, 64));
    pictures.sheet_levels = deck.integer("pictures.sheet_levels", 11, IntRange::closed(1, 64));
    const std::vector<double> range = deck.reals("pictures.sheet_range", std::vector<double>{});
    if (!range.empty()) {
        if (range.size() != 2 || range[0] >= range[1]) {
            deck.refuse("pictures.sheet_range", "it says what is black and what is white",
                        "give [black, white], black < white");
        }
        pictures.sheet_range = ValueRange{range[0], range[1]};
    }
    return pictures;
}

RunSettings read_run(Deck& deck) {
    RunSettings run;
    run.batch = deck.integer("run.batch", run.batch, IntRange::closed(1, 65536, "images"));
    run.checkpoint_seconds =
        deck.real("run.checkpoint_seconds", run.checkpoint_seconds, Range::at_least(0.0, "seconds"));
    const std::vector<int> blocks =
        deck.integers("run.blocks", std::vector<int>{}, IntRange::closed(0, 65536, "blocks, 0 for as many as fit"));
    if (blocks.size() == 2) {
        run.blocks = BlockShape{blocks[0], blocks[1]};
    } else if (!blocks.empty()) {
        deck.refuse("run.blocks", "an image is cut along two axes",
                    "give [blocks along y, blocks along x], 0 for as many as fit, or leave it out for whole images");
    }
    return run;
}

}  // namespace

DataSettings read_data_settings(Deck& deck) {
    const Preset preset = deck.choice("preset", Preset::none);
    deck.set_defaults_from(Deck::parse(preset_text(preset), "preset " + std::string(to_name(preset))));
    return read_data(deck);
}

std::string stored_deck(const Deck& deck) {
    return deck.resolved({"run", "pictures", "chain.files"});
}

ForwardSettings read_forward_settings(Deck& deck, const DataSettings& data, int width) {
    ForwardSettings settings;
    settings.data = data;
    settings.seed = deck.unsigned64("seed", 1);
    settings.process = deck.choice("process.kind", ProcessKind::advection_diffusion);
    settings.precision = deck.choice("process.precision", Precision::single_precision);
    const bool advects = settings.process == ProcessKind::advection_diffusion;
    const bool by_lattice =
        advects && (deck.has("lattice.steps") || deck.has("lattice.alpha") || deck.has("lattice.tau"));
    int levels = 0;
    if (settings.process == ProcessKind::spde) {
        settings.spde = read_spde_settings(deck, width);
        levels = static_cast<int>(settings.spde.request.times.size()) - 1;
    } else if (settings.process == ProcessKind::gaussian) {
        settings.gaussian = read_gaussian_settings(deck);
        levels = settings.gaussian.levels;
    } else if (by_lattice) {
        settings.lattice = read_lattice(deck);
        levels = settings.lattice->levels;
    } else {
        settings.schedule = read_schedule(deck, width);
        levels = settings.schedule->levels();
    }
    if (advects) {
        settings.transport = read_transport(deck, by_lattice);
        if (settings.transport.method == TransportMethod::lbm) {
            settings.lbm = read_lbm(deck);
        }
        settings.velocity = read_velocity_settings(deck);
    }
    settings.chain = read_chain(deck, settings.precision, levels);
    settings.pictures = read_pictures(deck);
    settings.run = read_run(deck);
    deck.reject_unknown();
    return settings;
}

}  // namespace ebru
