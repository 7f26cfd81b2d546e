#pragma once
// The database that a command works on: a given one, or that of a service with a private cluster.

#include "store/private_cluster.hpp"

#include <QCommandLineParser>

#include <optional>
#include <string>

namespace bandian::cli {

void add_database_options(QCommandLineParser& parser);

/// --database, or that of the service that runs on --data, or one started for this command and kept in `own`.
std::string database(const QCommandLineParser& parser, std::optional<store::PrivateCluster>& own);

}  // namespace bandian::cli
