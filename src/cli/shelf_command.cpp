// bandian packs

#include "cli/command_line.hpp"
#include "cli/database.hpp"

#include <cstdio>

namespace bandian::cli {

int packs_kept(const QStringList& words) {
    QCommandLineParser parser;
    parser.setApplicationDescription(
        "The packs that the record keeps whole, a line each: id, version, hash of their "
        "files, when they were first taken, "
        "and how many cases rest on them.");
    add_database_options(parser);
    parse(parser, words);
    if (!parser.positionalArguments().isEmpty())
        throw Quit{wrong_use,
                   "Expected options only, but got \"" + parser.positionalArguments().first().toStdString() + "\"."};
    OpenRecord record{parser, Make::must_not};
    for (const store::ShelfRow& row : record.store.packs.rows())
        std::printf("%s  version %d  %s  since %s  %d cases, %d of them open\n", row.id.c_str(), row.pack.version,
                    row.pack.hash.c_str(), row.kept_at.c_str(), row.cases, row.open_cases);
    return ok;
}

}  // namespace bandian::cli
