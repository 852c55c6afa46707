// Writes the synthetic chain, or continues it: for tests that kill the process. Usage: PATH BLOCK_SIZE
// PAUSE_MICROSECONDS FORMAT
#include <chrono>
#include <cstdio>
#include <exception>
#include <map>
#include <string>
#include <thread>

#include "io/partial_file.hpp"
#include "synthetic_chain.hpp"

namespace {

void write(const std::string& path, std::int64_t block_size, std::chrono::microseconds pause,
           ebru::StoredFormat format) {
    using namespace ebru;
    const ChainHeader header = synthetic::header();
    const ChainLayout layout = synthetic::layout(format);
    if (file_progress(path) == FileProgress::finished) {
        return;
    }
    auto writer = file_progress(path) == FileProgress::unfinished
                      ? SnapshotChainWriter::resume(path, header, layout)
                      : SnapshotChainWriter::create(path, header, layout, ExistingFile::refuse);
    while (writer.complete() < layout.samples) {
        const std::int64_t count = std::min(block_size, layout.samples - writer.complete());
        const synthetic::OwnedBlock<float> owned(header, layout, writer.complete(), count);
        writer.write_block(owned.block());
        std::this_thread::sleep_for(pause);
        if (writer.complete() % 2 == 0) {
            writer.checkpoint();
        }
    }
    writer.finish();
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 5) {
        std::fprintf(stderr, "usage: %s PATH BLOCK_SIZE PAUSE_MICROSECONDS half|float|double\n", argv[0]);
        return 2;
    }
    try {
        const std::map<std::string, ebru::StoredFormat> formats{{"half", ebru::StoredFormat::half},
                                                                {"float", ebru::StoredFormat::single_precision},
                                                                {"double", ebru::StoredFormat::double_precision}};
        write(argv[1], std::stoll(argv[2]), std::chrono::microseconds(std::stoll(argv[3])), formats.at(argv[4]));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
