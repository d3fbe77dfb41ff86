// Keeps AddressSanitizer's idea of the current stack right across a run of the kernel; nothing in
// other builds.
//
// SystemC 2.3.4 tells the sanitizer about each switch to a thread process's stack, but when it
// switches back to the main stack it does not know where that lies. The sanitizer then takes the main
// stack for the thread's, and an exception thrown later makes it clear the wrong shadow memory and
// report errors that are none. Destroyed on the main stack after the kernel has returned, this says
// where the main stack is.
#pragma once

#if defined(__SANITIZE_ADDRESS__)
#include <pthread.h>
#include <sanitizer/common_interface_defs.h>

#include <cstddef>
#endif

namespace dsavp {

class SanitizerStack {
 public:
#if defined(__SANITIZE_ADDRESS__)
  SanitizerStack() {
    pthread_attr_t attributes;
    pthread_getattr_np(pthread_self(), &attributes);
    pthread_attr_getstack(&attributes, &bottom_, &size_);
    pthread_attr_destroy(&attributes);
  }
  ~SanitizerStack() {
    __sanitizer_start_switch_fiber(nullptr, bottom_, size_);
    __sanitizer_finish_switch_fiber(nullptr, nullptr, nullptr);
  }

 private:
  void* bottom_ = nullptr;
  std::size_t size_ = 0;
#else
  SanitizerStack() {}
  ~SanitizerStack() {}
#endif
};

}  // namespace dsavp
