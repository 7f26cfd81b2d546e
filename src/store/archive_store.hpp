#pragma once
// Files in PostgreSQL, a piece a row.

#include "app/materials.hpp"
#include "store/pool.hpp"

namespace bandian::store {

class ArchiveStore : public app::Archive {
public:
    explicit ArchiveStore(Pool& pool) : pool_(pool) {}

    std::int64_t begin_upload(app::Instant now) override;
    void add_piece(std::int64_t upload, int number, const std::string& bytes) override;
    app::Keeping keep(const app::Material& material, const app::FileBounds& bounds, app::Instant now) override;
    app::Kept kept_of_case(const std::string& case_no) override;
    app::Kept kept_of_department(const std::string& department, app::Instant since) override;
    void forget(std::int64_t upload) override;
    std::vector<app::Material> materials_of(const std::string& case_no) override;
    std::vector<app::Material> stored_after(std::int64_t after, int limit) override;
    std::string slice(std::int64_t upload, std::size_t offset) override;
    void clear_abandoned(app::Instant before) override;
    bool erase_person(const std::string& case_no, const std::string& reason, const std::string& by,
                      app::Instant now) override;

private:
    Pool& pool_;
};

}  // namespace bandian::store
