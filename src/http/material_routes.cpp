#include "http/material_routes.hpp"

#include "casework/decide.hpp"
#include "http/presentation.hpp"
#include "http/staff_view.hpp"
#include "text/cleaning.hpp"

#include <magic.h>

#include <algorithm>
#include <mutex>

namespace bandian::http {

namespace {

/// What a scanner, a telephone or an office makes. OFD (GB/T 33190) is a zip by its beginning.
const std::vector<std::string> taken{"application/pdf", "image/jpeg", "image/png", "image/tiff", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                                     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/zip", "application/ofd"};

/// X-File-Name, whose percent-encoding the library has taken off; characters that no file name needs are left out.
std::string file_name(const std::string& given) {
    constexpr std::size_t longest = 200;  // characters
    std::string name;
    for (const char c : given)
        if (static_cast<unsigned char>(c) >= ' ' && c != '/' && c != '\\' && c != '"' && c != 0x7F) name += c;
    return text::without_flaws(name, longest);
}

class MaterialUpload : public Upload {
public:
    MaterialUpload(app::Archive& archive, app::Instant now, app::Material material) : intake_(archive, now), material_(std::move(material)) {}

    bool add(const char* bytes, std::size_t size) override { return whole_ = intake_.add(bytes, size); }

    Reply finish() override {
        if (!whole_) return problem(413, "body-too-large", "body", "Expected a file of at most 50 MB, but got more.");
        if (intake_.size() == 0) return problem(422, "empty-file", "body", "Expected a file, but got nothing.");
        material_.type = type_of_content(intake_.beginning());
        if (material_.type.empty()) return problem(415, "wrong-content", "body", "Expected PDF, JPEG, PNG, TIFF, DOCX, XLSX or OFD, but the content is none of them.");
        if (!intake_.finish(material_)) return problem(404, "no-such-case", "caseNo", "Expected the number of a case, but there is none.");
        return {201, {{"id", material_.id}, {"type", material_.type}, {"bytes", intake_.size()}, {"sha256", intake_.sha256()}}, {}, {}, {}, {}};
    }

private:
    app::Intake intake_;
    app::Material material_;
    bool whole_ = true;
};

}  // namespace

std::string type_of_content(const std::string& beginning) {
    // One for all threads, in turn: each keeps some ten megabytes of what it has compiled.
    static std::mutex mutex;
    static const std::unique_ptr<magic_set, decltype(&magic_close)> cookie{[] {
        magic_t made = magic_open(MAGIC_MIME_TYPE);
        if (!made || magic_load(made, nullptr) != 0) throw std::runtime_error("libmagic's database cannot be read");
        return made;
    }(), &magic_close};
    const std::lock_guard lock(mutex);
    const char* told = magic_buffer(cookie.get(), beginning.data(), beginning.size());
    const std::string type = told ? told : "";
    return std::find(taken.begin(), taken.end(), type) == taken.end() ? std::string{} : type;
}

std::unique_ptr<Upload> MaterialRoutes::take(const Request& request, const std::string& case_no, const std::string& id, std::optional<Reply>& refused) {
    const auto found = desk_.look(case_no, request.by);
    if (const auto* no = std::get_if<app::Refusal>(&found)) {
        refused = problem(*no);
        return nullptr;
    }
    const auto& desk = std::get<app::CaseOnDesk>(found);
    if (auto unknown = casework::check_material(*desk.the_case.pack, id, "id")) {
        refused = problem(422, unknown->code, unknown->field, unknown->detail);
        return nullptr;
    }
    if (!is_his(desk, request.by, "materials", id)) {
        refused = problem(404, "no-such-material", "id", "Expected a material that a step of your department asks for, but none asks for \"" + id + "\".");
        return nullptr;
    }
    app::Material material;
    material.case_no = case_no;
    material.id = id;
    material.name = file_name(request.file_name);
    material.by = request.by.account;
    return std::make_unique<MaterialUpload>(archive_, desk_.now(), std::move(material));
}

Reply MaterialRoutes::hand_out(const std::string& case_no, const std::string& id) {
    for (const app::Material& m : archive_.materials_of(case_no)) {
        if (m.id != id || !m.upload) continue;
        auto download = std::make_shared<Download>();
        download->name = m.name.empty() ? id : m.name;
        download->type = m.type;
        download->bytes = m.bytes;
        download->from = [&archive = archive_, upload = *m.upload](std::size_t offset) { return archive.slice(upload, offset); };
        Reply reply;
        reply.etag = m.sha256;
        reply.download = std::move(download);
        return reply;
    }
    return problem(404, "no-such-material", "id", "Expected a material that has been handed in, but there is none with \"" + id + "\".");
}

Json MaterialRoutes::list(const app::CaseOnDesk& desk) {
    const std::vector<app::Material> files = archive_.materials_of(desk.case_no);
    const std::set<std::string> asked_for = materials_asked(desk);
    std::set<std::string> wanting;  // by a notice that has not been answered
    for (const casework::TaskView& task : desk.view.tasks) wanting.insert(task.missing.begin(), task.missing.end());
    Json list = Json::array();
    for (const process::Material& m : desk.the_case.pack->materials) {
        Json file = nullptr;
        for (const app::Material& one : files)
            if (one.id == m.id) file = {{"name", one.name}, {"type", one.type}, {"bytes", one.bytes}, {"sha256", one.sha256}, {"storedAt", one.stored_at}, {"erased", !one.upload.has_value()}};
        const auto received = desk.the_case.received.find(m.id);
        list.push_back({{"id", m.id}, {"zh", m.name}, {"en", m.name_en}, {"asked", asked_for.count(m.id) != 0}, {"received", received == desk.the_case.received.end() || wanting.count(m.id) ? Json(nullptr) : Json(calendar::to_string(received->second))},
                        {"file", std::move(file)}});
    }
    return list;
}

}  // namespace bandian::http
