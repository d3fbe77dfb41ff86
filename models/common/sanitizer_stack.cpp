// Keeps AddressSanitizer's idea of the current stack right in programs that run SystemC: in
// builds with sanitizers.
//
// An exception makes the sanitizer clear the shadow of the stack that it is thrown on; with a wrong
// idea of that stack, the objects that were unwound stay poisoned and the next use of their place is
// reported as an error that is none. SystemC 2.3.4 tells of each switch to a thread process's stack,
// but gives no bounds for the main stack, and nothing at all when a thread process ends. These two
// functions stand before those of the sanitizer and of SystemC, and add what is missing.
// Left out: an ended thread process that another one follows at once; right again at its next wait.
#include <dlfcn.h>
#include <pthread.h>
#include <sanitizer/common_interface_defs.h>

#include <cstddef>

namespace dsavp {
namespace {

struct Stack {
  void* bottom = nullptr;
  std::size_t size = 0;
  bool holds(const void* p) const {
    const char* const low = static_cast<const char*>(bottom);
    return p >= low && p < low + size;
  }
};

// SystemC's kernel runs on one thread: the one that switches first, from its own stack.
const Stack& main_stack() {
  static const Stack stack = [] {
    Stack result;
    pthread_attr_t attributes;
    pthread_getattr_np(pthread_self(), &attributes);
    pthread_attr_getstack(&attributes, &result.bottom, &result.size);
    pthread_attr_destroy(&attributes);
    return result;
  }();
  return stack;
}

template <class Function>
Function* next_of(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace
}  // namespace dsavp

extern "C" {

void __sanitizer_start_switch_fiber(void** fake_stack, const void* bottom, std::size_t size) {
  static auto* const next =
      dsavp::next_of<decltype(__sanitizer_start_switch_fiber)>("__sanitizer_start_switch_fiber");
  const dsavp::Stack& main_stack = dsavp::main_stack();
  const bool to_main = bottom == nullptr;
  next(fake_stack, to_main ? main_stack.bottom : bottom, to_main ? main_stack.size : size);
}

// Leaves a thread process's stack for good; `to` is where the other one goes on.
void* qt_abort(void* helper, void* from, void* more, void* to) {
  static auto* const next = dsavp::next_of<decltype(qt_abort)>("qt_abort");
  const dsavp::Stack& main_stack = dsavp::main_stack();
  if (main_stack.holds(to)) {
    __sanitizer_start_switch_fiber(nullptr, main_stack.bottom, main_stack.size);
    __sanitizer_finish_switch_fiber(nullptr, nullptr, nullptr);
  }
  return next(helper, from, more, to);
}

}  // extern "C"
