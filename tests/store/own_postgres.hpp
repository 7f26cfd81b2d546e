#pragma once
// A PostgreSQL of the tests' own, and fresh records in it.

#include "store/migrate.hpp"
#include "store/pool.hpp"
#include "store/private_cluster.hpp"

#include <QTemporaryDir>

#include <sodium.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace bandian::store {

class Postgres {
public:
    /// One for all tests; it ends with them.
    static Postgres& own() {
        static Postgres one;
        return one;
    }

    std::string folder() const { return folder_.path().toStdString(); }
    std::string url_of(const std::string& database) const { return cluster_->url() + " dbname=" + database; }
    /// An empty database.
    std::string empty() { return made(""); }
    /// A database of this program's schema, with nothing in it.
    std::string fresh() { return made(" template blank"); }

private:
    Postgres() {
        if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be initialised");
        cluster_ = std::make_unique<PrivateCluster>(folder(), [](const std::string&) {});
        pqxx::connection connection{cluster_->url()};
        pqxx::nontransaction{connection}.exec("create database blank");
        migrate(url_of("blank"));
        migrate(url_of("blank"));  // a second time changes nothing
    }
    std::string made(const std::string& how) {
        const std::string name = "made_" + std::to_string(++made_);
        pqxx::connection connection{cluster_->url()};
        pqxx::nontransaction{connection}.exec("create database " + name + how);
        return url_of(name);
    }

    QTemporaryDir folder_;
    std::unique_ptr<PrivateCluster> cluster_;
    int made_ = 0;
};

}  // namespace bandian::store
