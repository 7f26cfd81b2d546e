#pragma once
// The record that a command works on: in a given database, or in that of a service with a private cluster.

#include "cli/rule_files.hpp"
#include "store/private_cluster.hpp"
#include "worker/demo.hpp"

#include <QCommandLineParser>

#include <optional>
#include <string>

namespace bandian::cli {

void add_database_options(QCommandLineParser& parser);

enum class Make { may, must_not };

/// --database, or that of the service that runs on --data, or one started for this command and kept in `own`. Quits
/// when there is none and none may be made.
std::string database(const QCommandLineParser& parser, std::optional<store::PrivateCluster>& own,
                     Make make = Make::must_not);

/// Who gives a command, for the trace: the operating system's user, through sudo the one who called it; source "cli".
app::Actor commander();

/// The record, brought to this program's schema.
struct OpenRecord {
    explicit OpenRecord(const QCommandLineParser& parser, Make make = Make::may);
    /// Leaves a trace of what the command is about to change, before it does.
    void note(const std::string& what, const std::string& case_no = {});

    worker::SystemTime time;
    std::optional<store::PrivateCluster> own;
    std::string url;
    store::Pool pool;
    store::Record store;
};

/// The record with the rules that its cases rest on. The parser has --workflows.
struct OpenRecordWithRules : OpenRecord {
    explicit OpenRecordWithRules(const QCommandLineParser& parser, Make make = Make::may);

    RuleFiles files;
    app::Rules rules;
};

}  // namespace bandian::cli
