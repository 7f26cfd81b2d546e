#include "papers/archive_walk.hpp"

#include "papers/kinds.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <memory>

namespace bandian::papers {

namespace {

using app::FileRefusal;
using Clock = std::chrono::steady_clock;
using Reader = std::unique_ptr<archive, decltype(&archive_read_free)>;

constexpr std::size_t block = 64 << 10;
constexpr std::size_t largest_manifest = 1 << 20;

/// What starts by a double click whatever its content, lower case.
constexpr const char* starting[] = {".exe", ".com", ".scr", ".pif",  ".bat",  ".cmd",  ".msi", ".dll", ".cpl", ".lnk",
                                    ".url", ".js",  ".jse", ".vbs",  ".vbe",  ".wsf",  ".wsh", ".hta", ".ps1", ".jar",
                                    ".apk", ".reg", ".chm", ".docm", ".xlsm", ".pptm", ".iso", ".img", ".vhd"};

FileRefusal refusal(const char* code, std::string detail) { return {code, std::move(detail), false}; }

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

bool ends_with(const std::string& text, std::string_view end) {
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

bool has_macros(const std::string& name) {
    return ends_with(name, "vbaproject.bin") || name.rfind("xl/macrosheets/", 0) == 0;
}

/// Of an ODF: a module of a library; libraries alone stand in documents without macros, too.
bool is_odf_macro(const std::string& name) {
    if (name == "basic/script-lc.xml" || ends_with(name, "/script-lb.xml") || ends_with(name, "/")) return false;
    return name.rfind("basic/", 0) == 0 || name.rfind("scripts/", 0) == 0;
}

/// Pictures of Office's that are packed once more.
bool is_packed_picture(const std::string& name) { return ends_with(name, ".emz") || ends_with(name, ".wmz"); }

class Walk {
public:
    Walk(std::int64_t packed, const WalkBounds& bounds)
        : packed_(packed), bounds_(bounds), until_(Clock::now() + bounds.time) {}

    std::optional<FileRefusal> through(const TemporaryFile& file, int depth);
    std::string type() const;

private:
    std::optional<FileRefusal> entry(archive* reader, const std::string& name, int depth);
    std::optional<FileRefusal> too_large() const;
    void note(const std::string& name);

    std::int64_t packed_;
    WalkBounds bounds_;
    Clock::time_point until_;
    std::int64_t unpacked_ = 0;
    int entries_ = 0;
    bool ofd_ = false, content_types_ = false, word_ = false, excel_ = false;
    std::string mimetype_;
};

std::optional<FileRefusal> Walk::too_large() const {
    if (entries_ > bounds_.entries)
        return refusal("archive-too-large",
                       "Expected at most " + std::to_string(bounds_.entries) + " files inside, but there are more.");
    if (unpacked_ > bounds_.bytes ||
        (unpacked_ > bounds_.ratio_from && unpacked_ / std::max<std::int64_t>(1, packed_) > bounds_.ratio))
        return refusal("archive-too-large",
                       "Expected a file that unpacks to a size in keeping with its own, but it unpacks to far more.");
    if (Clock::now() > until_)
        return refusal("archive-too-large", "Expected a file that is looked through in " +
                                                std::to_string(bounds_.time.count() / 1000) +
                                                " s, but it takes longer.");
    return std::nullopt;
}

/// Of the outermost: what kind of document it is.
void Walk::note(const std::string& name) {
    ofd_ = ofd_ || name == "ofd.xml";
    content_types_ = content_types_ || name == "[content_types].xml";
    word_ = word_ || name.rfind("word/", 0) == 0;
    excel_ = excel_ || name.rfind("xl/", 0) == 0;
}

std::string Walk::type() const {
    if (ofd_) return "application/ofd";
    if (content_types_ && word_) return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    if (content_types_ && excel_) return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    return mimetype_.rfind("application/vnd.oasis.opendocument.", 0) == 0 ? mimetype_ : std::string{};
}

/// Reads an entry to its end, the bounds in view.
std::optional<FileRefusal> Walk::entry(archive* reader, const std::string& name, int depth) {
    const std::size_t kept = name == "meta-inf/manifest.xml" ? largest_manifest : telling_bytes;
    std::string beginning, some(block, '\0');
    std::optional<TemporaryFile> nested;
    for (;;) {
        const la_ssize_t size = archive_read_data(reader, some.data(), some.size());
        if (size < 0)
            return refusal("damaged-archive",
                           "Expected a file that can be unpacked, but \"" + name + "\" inside it cannot.");
        if (size == 0) break;
        unpacked_ += size;
        if (auto no = too_large()) return no;
        if (beginning.empty() && is_zip({some.data(), static_cast<std::size_t>(size)})) nested.emplace();
        beginning.append(some.data(), std::min(kept - beginning.size(), static_cast<std::size_t>(size)));
        if (nested) nested->add(some.data(), static_cast<std::size_t>(size));
    }
    if (depth == 1 && name == "mimetype") mimetype_ = beginning.substr(0, 100);
    if (name == "meta-inf/manifest.xml" && beginning.find("encryption-data") != std::string::npos)
        return refusal("locked-file", "Expected a document that opens without a password, but this one asks for one.");
    if (is_program(beginning))
        return refusal("program-inside", "Expected papers alone, but \"" + name + "\" inside is a program.");
    if (is_foreign_archive(beginning) && !is_packed_picture(name))
        return refusal("archive-inside", "Expected papers, but \"" + name +
                                             "\" inside is packed in a way that is not looked into: unpack it first.");
    if (!nested) return std::nullopt;
    if (depth >= bounds_.depth)
        return refusal("archive-inside", "Expected archives within archives to a depth of " +
                                             std::to_string(bounds_.depth) + ", but they go deeper.");
    nested->rewind();
    return through(*nested, depth + 1);
}

std::optional<FileRefusal> Walk::through(const TemporaryFile& file, int depth) {
    const Reader reader{archive_read_new(), &archive_read_free};
    // By its list of contents alone, as programs that unpack it do: what stands there is what comes out.
    archive_read_support_format_zip_seekable(reader.get());
    if (archive_read_open_fd(reader.get(), file.fd(), block) != ARCHIVE_OK)
        return refusal("damaged-archive",
                       "Expected a file that can be unpacked, but its list of contents cannot be read.");
    for (bool odf = false, odf_macro = false;;) {
        archive_entry* found = nullptr;
        const int code = archive_read_next_header(reader.get(), &found);
        if (code == ARCHIVE_EOF) return std::nullopt;
        if (code < ARCHIVE_WARN)
            return refusal("damaged-archive",
                           "Expected a file that can be unpacked, but its list of contents cannot be read.");
        ++entries_;
        if (auto no = too_large()) return no;
        const char* given = archive_entry_pathname_utf8(found);
        if (!given) given = archive_entry_pathname(found);
        const std::string name = lower(given ? given : "");
        if (archive_entry_is_encrypted(found))
            return refusal("locked-file",
                           "Expected a file that opens without a password, but \"" + name + "\" inside asks for one.");
        if (depth == 1) note(name);
        odf = odf || name == "mimetype";
        odf_macro = odf_macro || is_odf_macro(name);
        if (has_macros(name) || (odf && odf_macro))
            return refusal(
                "macros-inside",
                "Expected a document without macros, but there are some: save it as .docx or .xlsx, or as PDF.");
        if (std::any_of(std::begin(starting), std::end(starting),
                        [&](const char* one) { return ends_with(name, one); }))
            return refusal("program-inside",
                           "Expected papers alone, but \"" + name + "\" inside is a program by its name.");
        if (archive_entry_filetype(found) != AE_IFREG) continue;
        if (auto no = entry(reader.get(), name, depth)) return no;
    }
}

}  // namespace

std::variant<std::string, app::FileRefusal> walk(const TemporaryFile& file, std::int64_t bytes,
                                                 const WalkBounds& bounds) {
    file.rewind();
    Walk all{bytes, bounds};
    if (auto no = all.through(file, 1)) return *no;
    return all.type();
}

}  // namespace bandian::papers
