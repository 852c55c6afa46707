#include <hdf5.h>

#include <exception>

#include "base/error.hpp"
#include "io/hdf5_failure.hpp"
#include "io/parallel_file.hpp"
#include "ranks/mpi_handle.hpp"

namespace ebru {

namespace {

/// A data set that is written, and what HDF5 wants to know of it at every write.
struct OpenDataset {
    Hdf5Handle id;
    Hdf5Handle type;   ///< of its numbers in the file, and so in memory
    Hdf5Handle space;  ///< of the file, with the rows to write selected
    std::vector<hsize_t> extents;
};

OpenDataset open_dataset(const Hdf5Handle& file, const std::string& name, const std::string& problem) {
    OpenDataset dataset;
    dataset.id = checked_hdf5(H5Dopen2(file.id(), name.c_str(), H5P_DEFAULT), problem, unwritable);
    dataset.type = checked_hdf5(H5Dget_type(dataset.id.id()), problem, unwritable);
    dataset.space = checked_hdf5(H5Dget_space(dataset.id.id()), problem, unwritable);
    dataset.extents.resize(static_cast<std::size_t>(H5Sget_simple_extent_ndims(dataset.space.id())));
    H5Sget_simple_extent_dims(dataset.space.id(), dataset.extents.data(), nullptr);
    return dataset;
}

/// Selects rows of a data set in the file. \return the same selection in memory, where they lie one after the other.
Hdf5Handle select_rows(const OpenDataset& dataset, const EncodedRows::Rows& rows) {
    std::vector<hsize_t> count = dataset.extents;
    std::vector<hsize_t> start(count.size(), 0);
    start.front() = static_cast<hsize_t>(rows.first);
    count.front() = static_cast<hsize_t>(rows.count > 0 ? rows.count : 1);
    Hdf5Handle memory(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr));
    if (rows.count > 0) {
        H5Sselect_hyperslab(dataset.space.id(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr);
    } else {
        H5Sselect_none(dataset.space.id());
        H5Sselect_none(memory.id());
    }
    return memory;
}

}  // namespace

struct ParallelFile::Handles {
    const Ranks* ranks = nullptr;
    std::string name;
    Hdf5Handle file;      // released last
    Hdf5Handle transfer;  ///< how to write: all ranks together
    std::vector<OpenDataset> datasets;

    /// Runs a step of HDF5 on all ranks; when it fails on one, all throw.
    template <class Step>
    void together(const Step& step) const {
        ranks->together([&] {
            if (step() < 0) {
                fail_in_hdf5("cannot write " + name, unwritable);
            }
        });
    }
};

bool has_parallel_hdf5() {
    return true;
}

ParallelFile::ParallelFile(const Ranks& ranks, const std::filesystem::path& path,
                           const std::vector<std::string>& datasets)
    : handles_(std::make_unique<Handles>()) {
    silence_hdf5();
    handles_->ranks = &ranks;
    handles_->name = path.string();
    const std::string problem = "cannot write " + handles_->name;
    const Hdf5Handle access(H5Pcreate(H5P_FILE_ACCESS));
    ranks.together([&] {
        H5Pset_libver_bounds(access.id(), H5F_LIBVER_V110, H5F_LIBVER_V110);
        if (H5Pset_fapl_mpio(access.id(), MpiHandle::of(ranks), MPI_INFO_NULL) < 0) {
            fail_in_hdf5(problem, unwritable);
        }
        handles_->file = checked_hdf5(H5Fopen(path.c_str(), H5F_ACC_RDWR, access.id()), problem, unwritable);
    });
    ranks.together([&] {
        for (const std::string& name : datasets) {
            handles_->datasets.push_back(open_dataset(handles_->file, name, problem));
        }
        handles_->transfer = Hdf5Handle(H5Pcreate(H5P_DATASET_XFER));
        // Collective for HDF5; below it, every rank writes its own rows itself: they are long, and two-phase buffering
        // would only send them to another rank first (measured at half the speed).
        if (H5Pset_dxpl_mpio(handles_->transfer.id(), H5FD_MPIO_COLLECTIVE) < 0 ||
            H5Pset_dxpl_mpio_collective_opt(handles_->transfer.id(), H5FD_MPIO_INDIVIDUAL_IO) < 0) {
            fail_in_hdf5(problem, unwritable);
        }
    });
}

ParallelFile::ParallelFile(ParallelFile&& other) noexcept = default;
ParallelFile& ParallelFile::operator=(ParallelFile&& other) noexcept = default;

ParallelFile::~ParallelFile() {
    // To close is collective too: a rank that leaves by an exception may be alone in that, and would wait for ever.
    // HDF5 closes what is open when MPI ends.
    if (std::uncaught_exceptions() > 0) {
        static_cast<void>(handles_.release());
    }
}

void ParallelFile::write(std::span<const EncodedRows::Rows> rows) {
    EBRU_EXPECT(handles_ && rows.size() == handles_->datasets.size());
    static const std::byte nothing{};
    std::vector<Hdf5Handle> selected;
    std::vector<hid_t> ids;
    std::vector<hid_t> types;
    std::vector<hid_t> memory;
    std::vector<hid_t> spaces;
    std::vector<const void*> bytes;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const OpenDataset& dataset = handles_->datasets[i];
        selected.push_back(select_rows(dataset, rows[i]));
        ids.push_back(dataset.id.id());
        types.push_back(dataset.type.id());
        memory.push_back(selected.back().id());
        spaces.push_back(dataset.space.id());
        bytes.push_back(rows[i].count > 0 ? rows[i].bytes.data() : &nothing);
    }
    const hid_t transfer = handles_->transfer.id();
#if H5_VERSION_GE(1, 14, 0)
    handles_->together([&] {
        return H5Dwrite_multi(ids.size(), ids.data(), types.data(), memory.data(), spaces.data(), transfer,
                              bytes.data());
    });
#else
    for (std::size_t i = 0; i < ids.size(); ++i) {
        handles_->together([&] { return H5Dwrite(ids[i], types[i], memory[i], spaces[i], transfer, bytes[i]); });
    }
#endif
}

void ParallelFile::sync() {
    EBRU_EXPECT(handles_);
    handles_->together([&] { return H5Fflush(handles_->file.id(), H5F_SCOPE_GLOBAL); });
}

void ParallelFile::close() {
    EBRU_EXPECT(handles_);
    sync();
    handles_.reset();
}

}  // namespace ebru
