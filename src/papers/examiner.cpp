#include "papers/examiner.hpp"

#include "papers/archive_walk.hpp"
#include "papers/kinds.hpp"
#include "papers/pdf.hpp"

#include <algorithm>

namespace bandian::papers {

namespace {

using app::FileRefusal;

/// OFD (GB/T 33190) is a zip by its beginning, and so now and then are the others.
const std::vector<std::string> taken{"application/pdf",
                                     "image/jpeg",
                                     "image/png",
                                     "image/heic",
                                     "image/heif",
                                     "image/tiff",
                                     "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                                     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                     "application/vnd.oasis.opendocument.text",
                                     "application/vnd.oasis.opendocument.spreadsheet",
                                     "application/zip",
                                     "application/ofd"};

}  // namespace

std::variant<std::string, FileRefusal> FileExaminer::examine(const app::WholeFile& file) {
    std::string type = type_by(file.beginning);
    // libmagic 5.46 knows no ZIP by its first entry alone; what is in it is read below.
    if (type == "application/octet-stream" && is_zip(file.beginning)) type = "application/zip";
    if (type == "application/encrypted" || type == "application/x-encrypted")
        return FileRefusal{"locked-file",
                           "Expected a document that opens without a password, but this one asks for one.", false};
    if (std::find(taken.begin(), taken.end(), type) == taken.end())
        return FileRefusal{
            "wrong-content",
            "Expected PDF, JPEG, PNG, HEIC, TIFF, DOCX, XLSX, ODT, ODS, OFD or ZIP, but the content is none of them.",
            false};
    if (!clamd_ && !is_zip(file.beginning) && !file.names_encryption) return type;
    const app::Turns::Turn turn{turns_};
    if (!turn)
        return FileRefusal{
            "busy", "Expected to look at the file, but too many are looked at just now: nothing was kept, try again.",
            true};
    return examine_whole(file, type);
}

std::variant<std::string, FileRefusal> FileExaminer::examine_whole(const app::WholeFile& file,
                                                                   const std::string& type) {
    const TemporaryFile all{file};
    std::string by_content;
    if (is_zip(file.beginning)) {
        auto found = walk(all, static_cast<std::int64_t>(file.bytes));
        if (auto* no = std::get_if<FileRefusal>(&found)) return std::move(*no);
        by_content = std::get<std::string>(std::move(found));
    }
    if (type == "application/pdf" && file.names_encryption && asks_for_password(all))
        return FileRefusal{"locked-file",
                           "Expected a document that opens without a password, but this one asks for one.", false};
    if (clamd_)
        if (auto no = clamd_->scan(all)) return std::move(*no);
    const bool known = std::find(taken.begin(), taken.end(), by_content) != taken.end();
    return known ? by_content : type;
}

}  // namespace bandian::papers
