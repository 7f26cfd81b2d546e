#include "http/material_routes.hpp"

#include "app/file_name.hpp"
#include "casework/decide.hpp"
#include "wire/instant.hpp"
#include "wire/json.hpp"

#include <algorithm>

namespace bandian::http {

namespace {

constexpr std::int64_t megabyte = 1 << 20;
constexpr auto day = std::chrono::hours{24};
constexpr int an_hour = 3600, a_moment = 5;  // seconds

Reply case_full(const app::FileBounds& bounds) {
    return problem(413, "case-full", "body",
                   "Expected the files of a case to be at most " + std::to_string(bounds.case_files) + " and " +
                       std::to_string(bounds.case_bytes / megabyte) +
                       " MB together, but with this one they would be more: hand in fewer or smaller ones.");
}

Reply department_full(const app::FileBounds& bounds) {
    Reply reply = problem(429, "department-full", "body",
                          "Expected at most " + std::to_string(bounds.department_files) + " files and " +
                              std::to_string(bounds.department_bytes / megabyte) +
                              " MB of a department in 24 hours, but with this one they would be more: go on later.");
    reply.retry_after = an_hour;
    return reply;
}

Reply too_large() { return problem(413, "body-too-large", "body", "Expected a file of at most 50 MB, but got more."); }
Reply no_such_case() {
    return problem(404, "no-such-case", "caseNo", "Expected the number of a case, but there is none.");
}

Reply refused_file(const app::FileRefusal& no) {
    const bool absent = no.code == "no-preview" || no.code == "no-such-page";
    const int status = no.for_now ? 503 : absent ? 404 : no.code == "wrong-content" ? 415 : 422;
    const char* const field = absent ? "page" : "body";
    Reply reply = problem(status, no.code, field, no.detail);
    if (no.for_now) reply.retry_after = a_moment;
    return reply;
}

/// Names that came before they were looked at are looked at here.
std::string shown_name(const app::Material& m) {
    const std::string name = app::file_name_for(m.name, m.type);
    return name.empty() ? app::file_name_for(m.id, m.type) : name;
}

app::WholeFile stored(app::Archive& archive, const app::Material& m) {
    return {{}, m.bytes, false, [&archive, upload = *m.upload](std::size_t offset) {
                return archive.slice(upload, offset);
            }};
}

class MaterialUpload : public Upload {
public:
    MaterialUpload(app::Archive& archive, const RouteOptions& options, app::Instant now, app::Material material)
        : intake_(archive, now), options_(options), material_(std::move(material)) {}

    bool add(const char* bytes, std::size_t size) override { return whole_ = intake_.add(bytes, size); }

    Reply finish() override {
        if (!whole_) return too_large();
        if (intake_.size() == 0) return problem(422, "empty-file", "body", "Expected a file, but got nothing.");
        auto examined = options_.examiner->examine(intake_.whole());
        if (const auto* no = std::get_if<app::FileRefusal>(&examined)) return refused_file(*no);
        material_.type = std::get<std::string>(std::move(examined));
        material_.name = app::file_name_for(material_.name, material_.type);
        switch (intake_.finish(material_, options_.file_bounds)) {
            case app::Keeping::no_such_case: return no_such_case();
            case app::Keeping::case_full: return case_full(options_.file_bounds);
            case app::Keeping::department_full: return department_full(options_.file_bounds);
            case app::Keeping::kept: break;
        }
        Reply reply = good({{"id", material_.id},
                            {"name", shown_name(material_)},
                            {"type", material_.type},
                            {"bytes", intake_.size()},
                            {"sha256", intake_.sha256()}});
        reply.status = 201;
        return reply;
    }

private:
    app::Intake intake_;
    const RouteOptions& options_;
    app::Material material_;
    bool whole_ = true;
};

}  // namespace

Reply none_handed_in(const std::string& id) {
    return problem(404, "no-such-material", "id",
                   "Expected a material that has been handed in, but there is none with \"" + id + "\".");
}

std::unique_ptr<Upload> MaterialRoutes::take(const Request& request, const std::string& case_no, const std::string& id,
                                             std::optional<Reply>& refused) {
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
    if (!visible(desk, request.by).has_paper(id)) {
        refused =
            problem(404, "no-such-material", "id",
                    "Expected a material that a step of your department asks for, but none asks for \"" + id + "\".");
        return nullptr;
    }
    if ((refused = too_much(request, case_no))) return nullptr;
    app::Material material;
    material.case_no = case_no;
    material.id = id;
    material.name = request.file_name;
    material.by = request.by.account;
    material.department = request.by.department;
    material.source = request.by.source;
    return std::make_unique<MaterialUpload>(archive_, options_, desk_.now(), std::move(material));
}

/// By what is kept, and what the request says is coming; once it is there it is looked at again.
std::optional<Reply> MaterialRoutes::too_much(const Request& request, const std::string& case_no) {
    const app::FileBounds& bounds = options_.file_bounds;
    const std::int64_t coming = request.length.value_or(1);
    const auto is_past = [&](const app::Kept& kept, std::int64_t bytes, std::int64_t files) {
        return kept.bytes + coming > bytes || kept.files + 1 > files;
    };
    if (coming > static_cast<std::int64_t>(app::largest_material)) return too_large();
    if (is_past(archive_.kept_of_case(case_no), bounds.case_bytes, bounds.case_files)) return case_full(bounds);
    const app::Kept of_department = archive_.kept_of_department(request.by.department, desk_.now() - day);
    if (is_past(of_department, bounds.department_bytes, bounds.department_files)) return department_full(bounds);
    return std::nullopt;
}

std::optional<app::Material> MaterialRoutes::latest(const std::string& case_no, const std::string& id) {
    for (app::Material& m : archive_.materials_of(case_no))
        if (m.id == id && m.upload) return std::move(m);
    return std::nullopt;
}

Reply MaterialRoutes::download(const std::string& case_no, const std::string& id) {
    const auto m = latest(case_no, id);
    if (!m) return none_handed_in(id);
    auto download = std::make_shared<Download>();
    download->name = shown_name(*m);
    download->type = m->type;
    download->bytes = m->bytes;
    download->from = stored(archive_, *m).from;
    Reply reply;
    reply.etag = m->sha256;
    reply.download = std::move(download);
    return reply;
}

Reply MaterialRoutes::preview(const std::string& case_no, const std::string& id,
                              const std::optional<std::string>& page) {
    const auto m = latest(case_no, id);
    if (!m) return none_handed_in(id);
    if (!page) {
        const auto pages = options_.previewer->pages(m->type, stored(archive_, *m));
        if (const auto* no = std::get_if<app::FileRefusal>(&pages)) return refused_file(*no);
        return good({{"pages", std::get<int>(pages)}});
    }
    const bool number = !page->empty() && page->size() < 6 &&
                        page->find_first_not_of("0123456789") == std::string::npos && page->front() != '0';
    if (!number)
        return problem(400, "invalid-member", "page", "Expected a whole number from 1 on, but got \"" + *page + "\".",
                       "not-a-whole-number");
    if (m->type == "image/jpeg" || m->type == "image/png") {
        if (*page != "1") return problem(404, "no-such-page", "page", "Expected page 1, since a picture has no other.");
        Reply whole = download(case_no, id);
        auto shown = std::make_shared<Download>(*whole.download);
        shown->shown = true;
        whole.download = std::move(shown);
        return whole;
    }
    auto drawn = options_.previewer->page(m->type, stored(archive_, *m), std::stoi(*page));
    if (const auto* no = std::get_if<app::FileRefusal>(&drawn)) return refused_file(*no);
    auto& picture = std::get<app::Picture>(drawn);
    Reply reply{200, {}, m->sha256 + '-' + *page, {}, std::move(picture.bytes), std::move(picture.type)};
    reply.strangers = true;
    return reply;
}

Json MaterialRoutes::room(const std::string& case_no) {
    const app::Kept kept = archive_.kept_of_case(case_no);
    const app::FileBounds& bounds = options_.file_bounds;
    return {{"bytes", std::max<std::int64_t>(0, bounds.case_bytes - kept.bytes)},
            {"files", std::max<std::int64_t>(0, bounds.case_files - kept.files)},
            {"largest", app::largest_material}};
}

Json MaterialRoutes::list(const std::string& case_no, const std::vector<app::VisiblePaper>& papers,
                          const std::string& time_zone) {
    const std::vector<app::Material> files = archive_.materials_of(case_no);
    Json list = Json::array();
    for (const app::VisiblePaper& paper : papers) {
        const process::Material& m = *paper.material;
        Json file = nullptr;
        for (const app::Material& one : files)
            if (one.id == m.id)
                file = {{"name", one.upload ? shown_name(one) : std::string{}},
                        {"type", one.type},
                        {"bytes", one.bytes},
                        {"sha256", one.sha256},
                        {"storedAt", wire::in_zone(one.stored_at, time_zone)},
                        {"erased", !one.upload.has_value()}};
        list.push_back({{"id", m.id},
                        {"zh", m.name},
                        {"en", m.name_en},
                        {"asked", paper.asked},
                        {"received", wire::day_or_null(paper.received)},
                        {"file", std::move(file)}});
    }
    return list;
}

}  // namespace bandian::http
