#pragma once
// What every subcommand shares: its words, its exit codes, how it says no.

#include "packs/calendar_files.hpp"

#include <QCommandLineParser>
#include <QStringList>

#include <string>

namespace bandian::cli {

enum Exit { ok = 0, the_answer_is_no = 1, wrong_use = 2, a_fault = 3 };

/// Thrown to end the program: `text` goes to stderr.
struct Quit {
    int code = wrong_use;
    std::string text;
};

/// Parses `words` (subcommand and its arguments); `--help` prints and quits with 0, a wrong option quits with 2.
void parse(QCommandLineParser& parser, const QStringList& words);

/// `--workflows`, else the folder that belongs to this binary: beside its build folder, or where it was installed.
std::string workflows_folder(const QCommandLineParser& parser);
void add_workflows_option(QCommandLineParser& parser);

/// Quits with the faults when there is an error among them; warnings go to stderr.
void report(const packs::Faults& faults);

/// The calendar of a region as known on a day. Quits when there is none.
calendar::Calendar calendar_of(const std::string& workflows, const std::string& region,
                               std::optional<calendar::Day> known_by);

// The subcommands; `words[0]` is the subcommand. Each gives its exit code.
int due(const QStringList& words);
int count(const QStringList& words);
int check(const QStringList& words);
int replay(const QStringList& words);
int diagram(const QStringList& words);
int try_out(const QStringList& words);
int diff(const QStringList& words);
int packs_kept(const QStringList& words);
int serve(const QStringList& words);
int migrate(const QStringList& words);
int backup(const QStringList& words);
int restore(const QStringList& words);
int person(const QStringList& words);
int subscriber(const QStringList& words);
int user(const QStringList& words);
int token(const QStringList& words);
int trace(const QStringList& words);
int audit(const QStringList& words);
int projections(const QStringList& words);
int calendar(const QStringList& words);

}  // namespace bandian::cli
