// The checker of study documents: what it reads, and that it sees each kind of difference.
#include <catch2/catch.hpp>
#include <stdexcept>

#include "tests/support/study_document.h"

namespace dsavp {
namespace {

using study::Command;
using study::Document;
using Lines = std::vector<std::string>;

const std::string kDocument =
    "# A study\n"                        // 1
    "Some `$ dsa-vp text`.\n"            // 2
    "```console\n"                       // 3
    "$ dsa-vp first --a 1 \\\n"          // 4
    "      --b 2\n"                      // 5
    "one  \n"                            // 6
    "\n"                                 // 7
    "  two\n"                            // 8
    "\n"                                 // 9
    "$ dsa-vp second\n"                  // 10
    "```\n"                              // 11
    "![A picture](../figures/a.svg)\n"   // 12
    "```yaml\n"                          // 13
    "$ dsa-vp not a command\n"           // 14
    "![not a picture](b.svg)\n"          // 15
    "```\n"                              // 16
    "```console\n"                       // 17
    "$ dsa-vp third\n"                   // 18
    "three\n"                            // 19
    "```\n"                              // 20
    "Two: ![b](b.svg) ![c](d/c.svg).\n"  // 21
    "The end\n";                         // 22

// The message of the error that parsing raises.
std::string fault_of(const std::string& text) {
  try {
    study::parse(text);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "none";
}

}  // namespace

TEST_CASE("study documents: commands with what they quote, and pictures") {
  const Document document = study::parse(kDocument);
  REQUIRE(document.commands.size() == 3);
  const Command& first = document.commands[0];
  CHECK(first.line == 4);
  CHECK(first.text == "dsa-vp first --a 1       --b 2");
  CHECK(first.quoted == Lines{"one", "", "  two"});
  CHECK(first.first_quoted == 6);
  CHECK(document.commands[1].text == "dsa-vp second");
  CHECK(document.commands[1].quoted.empty());
  CHECK(document.commands[2].text == "dsa-vp third");
  CHECK(document.commands[2].quoted == Lines{"three"});
  REQUIRE(document.pictures.size() == 3);
  CHECK(document.pictures[0].target == "../figures/a.svg");
  CHECK(document.pictures[0].line == 12);
  CHECK(document.pictures[1].target == "b.svg");
  CHECK(document.pictures[2].target == "d/c.svg");
}

TEST_CASE("study documents: what cannot be read is said with its line") {
  CHECK(fault_of("text\n```console\n$ dsa-vp x\n") == "line 2: the block is not closed");
  CHECK(fault_of("```console\nno command\n```\n") == "line 2: expected a command, '$ dsa-vp ...'");
  CHECK(fault_of("```console\n$ dsa-vp x \\\n```\n") == "line 2: the command does not end");
  CHECK(fault_of("a\n![b](c\n") == "line 2: a picture is not '![caption](file)'");
  CHECK(fault_of("```yaml\nno command\n```\n") == "none");
}

TEST_CASE("study documents: quoted and printed agree line by line") {
  CHECK(study::difference({}, {}).empty());
  CHECK(study::difference({"a ", "", "b"}, {"a", " ", "b  ", ""}).empty());
  CHECK(study::difference({"a", "x"}, {"a", "b"}) == "quoted line 2 is 'x', printed is 'b'");
  CHECK(study::difference({" a"}, {"a"}) == "quoted line 1 is ' a', printed is 'a'");
  CHECK(study::difference({"a"}, {"a", "b"}) == "quoted line 2 is nothing more, printed is 'b'");
  CHECK(study::difference({"a", "b"}, {"a"}) == "quoted line 2 is 'b', printed is nothing more");
  CHECK(study::difference({"a", "", "b"}, {"a", "b"}) == "quoted line 2 is '', printed is 'b'");
}

TEST_CASE("study documents: three dots stand for any lines") {
  const Lines printed = {"a", "b", "c", "b", "d"};
  CHECK(study::difference({"..."}, printed).empty());
  CHECK(study::difference({"..."}, {}).empty());
  CHECK(study::difference({"a", "...", "d"}, printed).empty());
  CHECK(study::difference({"...", "b", "d"}, printed).empty());
  CHECK(study::difference({"a", "...", "b", "...", "d"}, printed).empty());
  CHECK(study::difference({"a", "b", "c", "b", "d", "..."}, printed).empty());
  CHECK_FALSE(study::difference({"...", "c"}, printed).empty());
  CHECK_FALSE(study::difference({"b", "..."}, printed).empty());
  CHECK_FALSE(study::difference({"...", "d", "...", "c", "..."}, printed).empty());
  CHECK_FALSE(study::difference({"a", "... ", "x"}, printed).empty());
  CHECK_FALSE(study::difference({"a ...", "b", "c", "b", "d"}, printed).empty());
}

TEST_CASE("study documents: refreshing changes what differs, and only that") {
  const Document document = study::parse(kDocument);
  const Lines first = {"one", "", "  two"};
  CHECK(study::with_printed(document, {first, {"anything"}, {"three"}}) == kDocument);
  const std::string changed = study::with_printed(document, {first, {}, {"3", "", "4 ", ""}});
  std::string expected = kDocument;
  expected.replace(expected.find("three\n"), 6, "3\n\n4\n");
  CHECK(changed == expected);
  const Document again = study::parse(changed);
  CHECK(study::difference(again.commands[2].quoted, {"3", "", "4"}).empty());
}

}  // namespace dsavp
