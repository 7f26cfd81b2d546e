#include "papers/kinds.hpp"

#include <magic.h>

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <stdexcept>

namespace bandian::papers {

namespace {

bool starts_with_any(std::string_view bytes, std::initializer_list<std::string_view> beginnings) {
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [&](std::string_view one) { return bytes.substr(0, one.size()) == one; });
}

bool is_any(const std::string& type, std::initializer_list<const char*> types) {
    return std::find(types.begin(), types.end(), type) != types.end();
}

using namespace std::string_view_literals;

}  // namespace

std::string type_by(std::string_view beginning) {
    // One for all threads, in turn: each keeps some ten megabytes of what it has compiled.
    static std::mutex mutex;
    static const std::unique_ptr<magic_set, decltype(&magic_close)> cookie{
        [] {
            magic_t made = magic_open(MAGIC_MIME_TYPE);
            if (!made || magic_load(made, nullptr) != 0) throw std::runtime_error("libmagic's database cannot be read");
            return made;
        }(),
        &magic_close};
    const std::lock_guard lock(mutex);
    const char* told = magic_buffer(cookie.get(), beginning.data(), beginning.size());
    return told ? told : "";
}

bool is_program(std::string_view beginning) {
    // Asked for each of thousands of files in an archive, so that libmagic is asked only about what may be one.
    if (!starts_with_any(beginning, {"MZ",
                                     "\x7F"
                                     "ELF",
                                     "#!", "\xCA\xFE\xBA\xBE", "\xFE\xED\xFA", "\xCE\xFA\xED\xFE", "\xCF\xFA\xED\xFE",
                                     "L\0\0\0"sv, "dex\n", "\xD0\xCF\x11\xE0", "@echo", "@ECHO"}))
        return false;
    return is_any(
        type_by(beginning),
        {"application/x-dosexec", "application/vnd.microsoft.portable-executable", "application/x-executable",
         "application/x-pie-executable", "application/x-sharedlib", "application/x-object", "application/x-mach-binary",
         "application/x-java-applet", "text/x-shellscript", "text/x-msdos-batch", "text/x-python", "text/x-perl",
         "application/x-ms-shortcut", "application/x-msi", "application/vnd.ms-msi"});
}

bool is_foreign_archive(std::string_view beginning) {
    return starts_with_any(beginning, {"Rar!", "7z\xBC\xAF", "\x1F\x8B", "BZh",
                                       "\xFD"
                                       "7zXZ",
                                       "MSCF", "\x28\xB5\x2F\xFD"}) ||
           (beginning.size() > 262 && beginning.substr(257, 5) == "ustar");
}

bool is_zip(std::string_view beginning) { return starts_with_any(beginning, {"PK\3\4", "PK\5\6"}); }

}  // namespace bandian::papers
