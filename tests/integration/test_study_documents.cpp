// That the documents in docs/studies quote what the program prints and show what it draws; and that
// the checker, on documents made up here, sees where they do not.
//
// DSA_UPDATE_STUDIES=1 in the environment brings the documents up to date instead.
#include <cstdlib>

#include "tests/support/command_line.h"
#include "tests/support/study_check.h"

namespace dsavp {
namespace {

namespace fs = std::filesystem;
using Catch::Contains;
using Faults = std::vector<std::string>;

const study::Programs kPrograms = {DSA_VP, DSA_CONFIG_DIR};

std::vector<std::string> study_documents() {
  std::vector<std::string> found;
  const fs::path folder = fs::path(DSA_DOCS_DIR) / "studies";
  if (!fs::is_directory(folder)) return found;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".md") found.push_back(entry.path().string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string joined(const Faults& faults) {
  std::string text;
  for (const std::string& fault : faults) text += fault + "\n";
  return text;
}

// What `trace validate` prints of a shipped trace.
const std::string kValid =
    "configs/traces/code-16k-k512.h5: valid: 128 steps, 3072 sets, 1572864 look-ups\n";

std::string console(const std::string& text) {
  return "```console\n" + text + "```\n";
}

const std::string kValidate = "$ dsa-vp trace validate configs/traces/code-16k-k512.h5\n";

const std::string kDraw =
    "$ dsa-vp trace draw configs/traces/code-16k-k512.h5 --figure page-use --output out/small\n";

Faults faults_of_text(const ScratchFolder& folder, const std::string& text) {
  return study::faults_of(folder.write("docs/studies/made-up.md", text), kPrograms);
}

void check_one_fault(const Faults& faults, const std::string& part) {
  INFO(joined(faults));
  REQUIRE(faults.size() == 1);
  CHECK_THAT(faults.front(), Contains(part));
}

}  // namespace

TEST_CASE("the documents in docs/studies quote what the program prints", "[studies][long]") {
  for (const std::string& document : study_documents()) {
    INFO(document);
    if (std::getenv("DSA_UPDATE_STUDIES") != nullptr) {
      const Faults faults = study::update(document, kPrograms);
      INFO(joined(faults));
      CHECK(faults.empty());
    }
    const Faults faults = study::faults_of(document, kPrograms);
    INFO(joined(faults) << "DSA_UPDATE_STUDIES=1 brings the document up to date");
    CHECK(faults.empty());
  }
}

TEST_CASE("study documents: a true one has no faults") {
  const ScratchFolder folder;
  CHECK(faults_of_text(folder, "# Nothing to check\n").empty());
  const Faults faults = faults_of_text(
      folder, console(kValidate + kValid) + "Between them.\n" +
                  console("$ dsa-vp trace convert configs/traces/code-16k-k512.h5 \\\n"
                          "    copy.npy\n" +
                          kDraw) +
                  // What an earlier block wrote; more than one line, one of them left out.
                  console("$ dsa-vp trace convert copy.npy back.h5 --contexts copy.contexts.npy\n"
                          "$ dsa-vp trace info back.h5\n"
                          "  file             back.h5\n"
                          "...\n"
                          "  requests         2\n"
                          "...\n"));
  INFO(joined(faults));
  CHECK(faults.empty());
}

TEST_CASE("study documents: each untruth is a fault") {
  const ScratchFolder folder;
  const auto one_fault = [&](const std::string& text, const std::string& part) {
    INFO(text);
    check_one_fault(faults_of_text(folder, text), part);
  };
  std::string wrong = kValid;
  wrong.replace(wrong.find("3072"), 4, "3073");
  one_fault("a\n" + console(kValidate + wrong), "line 3: quoted line 1 is 'configs/traces");
  one_fault(console(kValidate + kValid + "more\n"), "quoted line 2 is 'more', printed is nothing");
  one_fault(console(kValidate + "...\nvalid\n"), "printed is");
  one_fault(console("$ dsa-vp trace info absent.h5\n"), "line 2: the command ends with status 2");
  one_fault(console("$ echo a\n"), "line 2: expected '$ dsa-vp ...'");
  one_fault("![a](absent.svg)\n", "line 1: no such file: absent.svg");
}

TEST_CASE("study documents: a picture is what the commands draw") {
  const ScratchFolder folder;
  REQUIRE(dsa_vp(folder,
                 "trace draw " DSA_TRACE_DIR "/code-16k-k512.h5 --output " + folder.path("drawn"))
              .status == 0);
  const std::string page_use = content_of(folder.path("drawn/page-use.svg"));
  const std::string text = console(kDraw) + "![Pages](../figures/studies/x/page-use.svg)\n";
  check_one_fault(faults_of_text(folder, text), "line 4: no such file");
  folder.write("docs/figures/studies/x/page-use.svg", page_use);
  CHECK(faults_of_text(folder, text).empty());
  folder.write("docs/figures/studies/x/page-use.svg", page_use + " ");
  check_one_fault(faults_of_text(folder, text), "line 4: ../figures/studies/x/page-use.svg is not");
  // One that no command writes need only be there.
  folder.write("docs/figures/studies/x/other.svg", "anything");
  CHECK(faults_of_text(folder, "![b](../figures/studies/x/other.svg)\n").empty());
}

TEST_CASE("study documents: of files of one name, the folders tell which is meant") {
  const ScratchFolder folder;
  const std::string large =
      "$ dsa-vp trace draw configs/traces/code-16k-k2048.h5 --figure page-use --output out/large\n";
  const std::string commands = console(kDraw + large);
  const std::string text =
      commands + "![a](../figures/small/page-use.svg)\n" + "![b](../figures/large/page-use.svg)\n";
  CHECK(study::update(folder.write("docs/studies/made-up.md", text), kPrograms).empty());
  const std::string small_picture = content_of(folder.path("docs/figures/small/page-use.svg"));
  const std::string large_picture = content_of(folder.path("docs/figures/large/page-use.svg"));
  CHECK_THAT(small_picture, Contains("k = 512"));
  CHECK_THAT(large_picture, Contains("k = 2048"));
  CHECK(faults_of_text(folder, text).empty());
  folder.write("docs/figures/large/page-use.svg", small_picture);
  check_one_fault(faults_of_text(folder, text), "large/page-use.svg is not");
  folder.write("docs/figures/page-use.svg", small_picture);
  CHECK_THROWS_WITH(faults_of_text(folder, commands + "![a](../figures/page-use.svg)\n"),
                    Contains("several files are called"));
}

TEST_CASE("study documents: bringing one up to date makes it true, and leaves a true one alone") {
  const ScratchFolder folder;
  const std::string picture = "![a](../figures/studies/x/page-use.svg)\n";
  const std::string path = folder.write("docs/studies/made-up.md",
                                        "# Title\n" + console(kValidate + "-\n" + kDraw) + picture);
  CHECK(study::update(path, kPrograms).empty());
  const std::string updated = "# Title\n" + console(kValidate + kValid + kDraw) + picture;
  CHECK(content_of(path) == updated);
  CHECK(study::faults_of(path, kPrograms).empty());
  CHECK(study::update(path, kPrograms).empty());
  CHECK(content_of(path) == updated);
  const std::string broken = console(kValidate + "-\n$ dsa-vp trace info absent.h5\n");
  folder.write("docs/studies/made-up.md", broken);
  check_one_fault(study::update(path, kPrograms), "status 2");
  CHECK(content_of(path) == broken);
}

}  // namespace dsavp
