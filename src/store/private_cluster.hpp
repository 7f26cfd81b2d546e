#pragma once
// A PostgreSQL of our own, from the system's binaries: unix socket only, started and stopped with the service.

#include "store/data_folder.hpp"

#include <QProcess>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace bandian::store {

class PrivateCluster {
public:
    using Tell = std::function<void(const std::string&)>;  ///< progress, for people

    /// Starts the cluster under `data`, making it first when there is none. Throws app::Fault with what to do.
    PrivateCluster(const std::string& data, const Tell& tell);
    ~PrivateCluster();  ///< fast shutdown, also of one that somebody else started on its folder; waits for it

    /// Where the PostgreSQL that runs on `data` has its socket; nullopt when none does.
    static std::optional<std::string> sockets_of_running(const std::string& data);

    std::string url() const { return url_for("bandian"); }  ///< as its owner
    std::string url_for(const std::string& role) const { return url_in(sockets_, role); }
    static std::string url_in(const std::string& sockets, const std::string& role);
    const std::string& binaries() const { return binaries_; }  ///< where its psql, pg_dump … are
    OsUser owner() const { return owner_; }                    ///< whom it runs as when we are root; user 0: as we do

    /// To be called now and then by the thread that made it: starts PostgreSQL again should it have ended, unless
    /// somebody else has (pg_ctl restart). Throws app::Fault.
    void keep_running(const Tell& tell);

    /// From any thread: PostgreSQL ends at once, and the next start recovers what it had acknowledged.
    void abandon();

private:
    void find_place(const Tell& tell);
    void find_binaries();
    void make(const Tell& tell);
    void settle_predecessor(const Tell& tell);
    void start(const Tell& tell);
    void disown(const std::string& lock_file) const;
    void check_that_nobody_answers() const;
    void wait_until_ready(const Tell& tell);
    void end_server();
    /// To run as the cluster's OS user, apart from our terminal; what it says goes to `log` when there is one.
    QProcess& prepare(QProcess& process, int log = -1) const;
    bool can_reach(const std::string& folder) const;

    DataFolder data_;
    std::string folder_;  ///< of the cluster
    std::string sockets_;
    std::string binaries_;
    OsUser owner_;
    QProcess server_;
    int adopted_ = 0;  ///< process of a PostgreSQL on our folder that somebody else started; 0: none
};

}  // namespace bandian::store
