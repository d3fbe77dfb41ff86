#include "platforms/commands/trace/reservation_file.h"

#include "platforms/config/config_reader.h"
#include "platforms/config/config_tree.h"

namespace dsavp {
namespace {

struct ReservationFileLlc {
  ReservationConfig reservation;
};

template <class Visitor>
void describe(Visitor& v, ReservationFileLlc& c) {
  v.section("reservation", c.reservation, "what is reserved");
}

struct ReservationFile {
  ReservationFileLlc llc;
};

template <class Visitor>
void describe(Visitor& v, ReservationFile& c) {
  v.section("llc", c.llc, "last-level cache");
}

}  // namespace

ReservationConfig read_reservation(const std::string& path) {
  ReservationFile file;
  read_config(ConfigTree::load(path), file);
  return file.llc.reservation;
}

}  // namespace dsavp
