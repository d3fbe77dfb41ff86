#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>

// SystemC's library names it; the tests start from Catch2's main().
extern "C" int sc_main(int, char**) {
  return 0;
}
