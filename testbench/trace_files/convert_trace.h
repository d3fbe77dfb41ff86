// Traces converted between HDF5 (trace_format.h) and NumPy's .npy or CSV, step by step.
//
// What is read from .npy and CSV is held to the rules of the trace format. Left out: conversion
// between two files of which neither, or both, are HDF5.
// Errors: TraceError, in one line that names the file at fault; no output is then left behind.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "testbench/trace_files/npy_reader.h"
#include "testbench/trace_files/npy_writer.h"
#include "testbench/traces/trace_format.h"

namespace dsavp {

enum class TraceFileType { kHdf5, kNpy, kCsv };

// By extension. Errors: TraceError.
TraceFileType trace_file_type(const std::string& path);

// Called before every step; may throw to end the conversion.
using EachStep = std::function<void()>;

// Into the HDF5 file `path`, from a file without attributes. Of `attributes`, model, order and
// source are used; an empty order is found out: ascending if every set is. Returns what was written.
TraceInfo import_trace(TraceFileSource& source, const std::string& path,
                       const TraceInfo& attributes, const EachStep& each_step);

// From the HDF5 file `in` into a .npy or CSV file; `type` is for .npy.
TraceInfo export_trace(const std::string& in, const std::string& out, NpyType type,
                       const EachStep& each_step);

// From a .npy or CSV file; `contexts` is for .npy.
std::unique_ptr<TraceFileSource> open_step_source(const std::string& path,
                                                  const NpyContexts& contexts);

}  // namespace dsavp
