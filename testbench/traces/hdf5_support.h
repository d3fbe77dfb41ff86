#pragma once

// What the reader and the writer share of HDF5: handles that close themselves, and the reason of a
// failed call. Internal: includes HDF5, so no public header may include it.
//
// HDF5 keeps its error state for the whole process (its usual build is not thread-safe): traces are
// to be used from one thread at a time.

#include <hdf5.h>

#include <cstdint>
#include <string>
#include <utility>

namespace dsavp {

inline constexpr const char* kTraceFormatName = "dsa-trace";
inline constexpr std::int64_t kTraceVersion = 1;
inline constexpr const char* kIndicesName = "topk_indices";
inline constexpr const char* kContextName = "context_length";

class Hdf5Handle {
 public:
  using Closer = herr_t (*)(hid_t);

  Hdf5Handle() = default;
  Hdf5Handle(hid_t id, Closer closer) : id_(id), closer_(closer) {}
  Hdf5Handle(Hdf5Handle&& other) noexcept
      : id_(std::exchange(other.id_, H5I_INVALID_HID)), closer_(other.closer_) {}
  Hdf5Handle& operator=(Hdf5Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(closer_, other.closer_);
    return *this;
  }
  ~Hdf5Handle() { close(); }

  hid_t get() const { return id_; }
  bool valid() const { return id_ >= 0; }

  // False where HDF5 could not close it, as when what it buffered cannot be written.
  bool close() {
    const hid_t id = std::exchange(id_, H5I_INVALID_HID);
    return id < 0 || closer_(id) >= 0;
  }

 private:
  hid_t id_ = H5I_INVALID_HID;
  Closer closer_ = nullptr;
};

// Stops HDF5 from printing its errors, for the whole process: ours are thrown instead.
void silence_hdf5();

// Why the last HDF5 call failed, in one line. To be asked for before any other HDF5 call is made.
std::string hdf5_reason();

}  // namespace dsavp
