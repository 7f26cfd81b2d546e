#pragma once
// Files in memory, as those in PostgreSQL behave: both pass tests/store/archive_conformance_test.cpp.

#include "app/materials.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

namespace bandian::app {

class MemoryArchive : public Archive {
public:
    /// Files belong to cases that there are.
    void add_case(const std::string& case_no) { cases_.insert(case_no); }

    std::int64_t begin_upload(Instant now) override {
        const std::lock_guard lock(mutex_);
        uploads_[++last_upload_].begun_at = now;
        return last_upload_;
    }
    void add_piece(std::int64_t upload, int number, const std::string& bytes) override {
        const std::lock_guard lock(mutex_);
        uploads_.at(upload).pieces.emplace(number, bytes);
    }
    Keeping keep(const Material& material, const FileBounds& bounds, Instant now) override {
        const std::lock_guard lock(mutex_);
        if (cases_.count(material.case_no) == 0) return Keeping::no_such_case;
        if (is_kept(*material.upload)) return Keeping::kept;
        const auto is_past = [&](const Kept& kept, std::int64_t bytes, std::int64_t files) {
            return kept.bytes + static_cast<std::int64_t>(material.bytes) > bytes || kept.files + 1 > files;
        };
        if (is_past(of_case(material.case_no), bounds.case_bytes, bounds.case_files)) return Keeping::case_full;
        if (is_past(of_department(material.department, now - std::chrono::hours{24}), bounds.department_bytes,
                    bounds.department_files))
            return Keeping::department_full;
        Stored stored{material, now};
        stored.material.number = static_cast<std::int64_t>(stored_.size()) + 1;
        stored.material.stored_at = date::format("%FT%TZ", now);
        stored_.push_back(std::move(stored));
        return Keeping::kept;
    }
    Kept kept_of_case(const std::string& case_no) override {
        const std::lock_guard lock(mutex_);
        return of_case(case_no);
    }
    Kept kept_of_department(const std::string& department, Instant since) override {
        const std::lock_guard lock(mutex_);
        return of_department(department, since);
    }
    void forget(std::int64_t upload) override {
        const std::lock_guard lock(mutex_);
        if (!is_kept(upload)) uploads_.erase(upload);
    }
    std::vector<Material> materials_of(const std::string& case_no) override {
        const std::lock_guard lock(mutex_);
        std::map<std::string, Material> latest;
        for (const Stored& one : stored_)
            if (one.material.case_no == case_no) latest[one.material.id] = shown(one);
        std::vector<Material> all;
        for (auto& [id, material] : latest) all.push_back(std::move(material));
        return all;
    }
    std::vector<Material> stored_after(std::int64_t after, int limit) override {
        const std::lock_guard lock(mutex_);
        std::vector<Material> all;
        for (const Stored& one : stored_)
            if (one.material.number > after && one.material.upload && static_cast<int>(all.size()) < limit)
                all.push_back(shown(one));
        return all;
    }
    std::string slice(std::int64_t upload, std::size_t offset) override {
        const std::lock_guard lock(mutex_);
        const auto found = uploads_.find(upload);
        if (found == uploads_.end()) return {};
        const auto piece = found->second.pieces.find(static_cast<int>(offset / piece_bytes));
        if (piece == found->second.pieces.end() || piece->second.size() <= offset % piece_bytes) return {};
        return piece->second.substr(offset % piece_bytes, slice_bytes);
    }
    void clear_abandoned(Instant before) override {
        const std::lock_guard lock(mutex_);
        std::erase_if(uploads_, [&](const auto& one) { return one.second.begun_at < before && !is_kept(one.first); });
    }
    bool erase_person(const std::string& case_no, const std::string&, const std::string&, Instant) override {
        const std::lock_guard lock(mutex_);
        if (cases_.count(case_no) == 0) return false;
        for (Stored& one : stored_) {
            if (one.material.case_no != case_no) continue;
            if (one.material.upload) uploads_.erase(*one.material.upload);
            one.material.upload.reset();
            one.material.name.clear();
        }
        return true;
    }

private:
    struct Upload {
        Instant begun_at{};
        std::map<int, std::string> pieces;
    };
    struct Stored {
        Material material;
        Instant at{};
    };

    static Material shown(const Stored& one) {
        Material material = one.material;
        material.department.clear();  // it bounds what is handed in, and nobody reads it
        return material;
    }
    bool is_kept(std::int64_t upload) const {
        return std::any_of(stored_.begin(), stored_.end(),
                           [&](const Stored& one) { return one.material.upload == upload; });
    }
    template <class Is>
    Kept sum_of(Is is) const {
        Kept kept;
        for (const Stored& one : stored_)
            if (is(one)) {
                kept.bytes += static_cast<std::int64_t>(one.material.bytes);
                ++kept.files;
            }
        return kept;
    }
    Kept of_case(const std::string& case_no) const {
        return sum_of([&](const Stored& one) { return one.material.case_no == case_no && one.material.upload; });
    }
    Kept of_department(const std::string& department, Instant since) const {
        return sum_of([&](const Stored& one) { return one.material.department == department && one.at > since; });
    }

    std::mutex mutex_;
    std::set<std::string> cases_;
    std::map<std::int64_t, Upload> uploads_;
    std::int64_t last_upload_ = 0;
    std::vector<Stored> stored_;
};

}  // namespace bandian::app
