#include "store/private_cluster.hpp"

#include "app/ports.hpp"
#include "store/postgres.hpp"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QThread>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace bandian::store {

namespace {

constexpr const char* os_users[] = {"bandian", "postgres"};  // docs/operations.md makes the one, a package the other
constexpr const char* no_process = "4194999";                // beyond the largest number a process can have
constexpr int start_seconds = 60;
constexpr int stop_seconds = 60;
constexpr int own_stop_seconds =
    4;  // of the service's ten; what a fast shutdown has not written by then is recovered at the next start
constexpr std::size_t longest_socket_folder = 90;  // a socket's whole path has 107 bytes
/// What is refused is told to whoever asked, never to the log: messages, rows and statements hold people's data.
constexpr const char* settings[] = {"listen_addresses=",
                                    "unix_socket_permissions=0700",
                                    "max_connections=80",
                                    "log_min_messages=log",
                                    "log_min_error_statement=panic",
                                    "log_error_verbosity=terse",
                                    "log_parameter_max_length_on_error=0"};

[[noreturn]] void fail(const std::string& text) { throw app::Unavailable(text, false); }

QString q(const std::string& text) { return QString::fromStdString(text); }

/// Closed to others, and its owner's. What is neither empty nor a database of his stays as it is: it may be anything
/// that somebody's link leads to.
void give(const std::string& folder, OsUser owner) {
    struct stat version {};
    const bool his = ::stat((folder + "/PG_VERSION").c_str(), &version) == 0 && version.st_uid == owner.user;
    if (owner.user != 0 && !his && !QDir(q(folder)).isEmpty()) return;
    if (owner.user != 0 && ::geteuid() == 0 && ::chown(folder.c_str(), owner.user, owner.group) != 0)
        fail("Expected to give " + folder + " to the database's owner, but it cannot be given.");
    if (::chmod(folder.c_str(), 0700) != 0)
        fail("Expected to close " + folder + " to others, but it cannot be closed.");
}

/// Whom root's PostgreSQL, which refuses to run as root, and then root's service run as: whoever has the database,
/// whoever has been given the folder, or a user that was made for it.
OsUser owner_for(const std::string& data, const std::string& folder) {
    struct stat found {};
    if (::stat((folder + "/PG_VERSION").c_str(), &found) == 0 && found.st_uid != 0) return {found.st_uid, found.st_gid};
    if (::stat(data.c_str(), &found) == 0 && found.st_uid != 0) return {found.st_uid, found.st_gid};
    for (const char* name : os_users)
        if (const passwd* user = ::getpwnam(name)) return {user->pw_uid, user->pw_gid};
    fail(
        "Expected an OS user \"bandian\" or \"postgres\" to run PostgreSQL as, since it refuses to run as root, but "
        "there is neither: install the package postgresql-common.");
}

/// The PostgreSQL that runs on a data directory.
struct Holder {
    pid_t pid = 0;  ///< 0: none does
    std::string sockets;
};

Holder holder(const std::string& folder) {
    QFile file(q(folder + "/postmaster.pid"));
    if (!file.open(QIODevice::ReadOnly)) return {};
    const QList<QByteArray> lines = file.readAll().split('\n');
    const pid_t pid = lines.value(0).trimmed().toInt();
    // What a power cut leaves may name somebody else by now; PostgreSQL works in its own folder.
    if (pid <= 0 || QFileInfo(q("/proc/" + std::to_string(pid) + "/cwd")).canonicalFilePath() != q(folder)) return {};
    return {pid, lines.value(4).trimmed().toStdString()};
}

/// Asks it for a fast shutdown (roll back what is open, keep what is committed), and waits.
void stop(pid_t pid, const std::string& folder) {
    ::kill(pid, SIGINT);
    for (int tenths = 0; holder(folder).pid == pid; ++tenths) {
        if (tenths == stop_seconds * 10) ::kill(pid, SIGQUIT);
        if (tenths == (stop_seconds + 5) * 10) return;
        QThread::msleep(100);
    }
}

/// Signals wait to be taken up until the service runs. SIGHUP is none to stop: it asks for rules to be read anew.
bool told_to_stop() {
    sigset_t waiting;
    return ::sigpending(&waiting) == 0 && (sigismember(&waiting, SIGINT) == 1 || sigismember(&waiting, SIGTERM) == 1);
}

/// Whether somebody listens on a socket.
bool answers(const std::string& socket) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (socket.size() >= sizeof address.sun_path) return false;
    socket.copy(address.sun_path, sizeof address.sun_path - 1);
    const OpenFile asked{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    return ::connect(asked.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 || errno == EAGAIN;
}

std::string in_quotes(const std::string& value) {
    std::string out = "'";
    for (const char c : value) {
        if (c == '\'' || c == '\\') out += '\\';
        out += c;
    }
    return out + "'";
}

}  // namespace

PrivateCluster::PrivateCluster(const std::string& data, const Tell& tell) : data_(data) {
    find_place(tell);
    find_binaries();
    settle_predecessor(tell);
    make(tell);
    start(tell);
}

std::optional<std::string> PrivateCluster::sockets_of_running(const std::string& data) {
    const Holder found = holder(QFileInfo(q(data + "/postgres")).canonicalFilePath().toStdString());
    return found.pid != 0 && !found.sockets.empty() ? std::optional{found.sockets} : std::nullopt;
}

PrivateCluster::~PrivateCluster() {
    if (adopted_ != 0) stop(adopted_, folder_);
    end_server();
    if (sockets_ != folder_) ::rmdir(sockets_.c_str());
}

void PrivateCluster::abandon() {
    if (const auto pid = static_cast<pid_t>(server_.processId()); pid > 0) ::kill(pid, SIGQUIT);
    if (adopted_ != 0) ::kill(adopted_, SIGQUIT);
}

void PrivateCluster::end_server() {
    if (server_.state() == QProcess::NotRunning) return;
    ::kill(static_cast<pid_t>(server_.processId()),
           SIGINT);  // fast shutdown: roll back what is open, keep what is committed
    if (!server_.waitForFinished(own_stop_seconds * 1000)) ::kill(static_cast<pid_t>(server_.processId()), SIGQUIT);
    server_.waitForFinished(5000);
}

void PrivateCluster::keep_running(const Tell& tell) {
    data_.bound_log();
    if (server_.state() != QProcess::NotRunning && !server_.waitForFinished(0)) return;
    const Holder found = holder(folder_);
    if (found.pid != 0 && found.sockets.empty()) return;  // it is about to say where
    if (found.pid != 0 && found.sockets == sockets_) {
        if (found.pid != adopted_)
            tell("Somebody has started PostgreSQL again (process " + std::to_string(found.pid) +
                 "): going on with that one.");
        adopted_ = found.pid;
        return;
    }
    adopted_ = 0;
    if (found.pid != 0) {
        tell("Somebody has started PostgreSQL (process " + std::to_string(found.pid) +
             ") where this service does not reach it: stopping that one …");
        stop(found.pid, folder_);
    }
    tell("PostgreSQL has ended: starting it again …");
    // Its children may still hold the memory they shared; the next call tries again.
    start(tell);
}

std::string PrivateCluster::url_in(const std::string& sockets, const std::string& role) {
    return "host=" + in_quotes(sockets) + " user=" + role + " dbname=bandian";
}

void PrivateCluster::find_place(const Tell& tell) {
    folder_ = data_.path() + "/postgres";
    if (::geteuid() == 0) owner_ = owner_for(data_.path(), folder_);
    data_.close_to_others(owner_);
    data_.open_log(owner_);
    if (owner_.user != 0 && !QFileInfo::exists(q(folder_)) && !can_reach(data_.path())) {
        const auto name = QCryptographicHash::hash(QByteArray::fromStdString(data_.path()), QCryptographicHash::Sha256);
        const std::string place = "/var/lib/bandian-cluster-" + name.toHex().left(12).toStdString();
        if (!QDir().mkpath(q(place)) || ::symlink(place.c_str(), folder_.c_str()) != 0)
            fail("Expected to keep the database in " + place + ", but it cannot be made.");
        tell("Its OS user cannot reach " + data_.path() + ", so the database is kept in " + place + "; " + folder_ +
             " points there.");
    }
    QDir().mkpath(q(folder_));
    folder_ = QFileInfo(q(folder_)).canonicalFilePath().toStdString();
    sockets_ = folder_;
    if (sockets_.size() > longest_socket_folder) {
        char name[] = "/tmp/bandian-XXXXXX";
        if (!::mkdtemp(name)) fail("Expected to make a folder for the socket in /tmp, but it cannot be made.");
        sockets_ = name;
        give(sockets_, owner_);
    }
    give(folder_, owner_);
}

bool PrivateCluster::can_reach(const std::string& folder) const {
    QProcess test;
    prepare(test).start("/usr/bin/test", {"-x", q(folder)});
    return test.waitForFinished() && test.exitCode() == 0;
}

void PrivateCluster::find_binaries() {
    QFile made_by(q(folder_ + "/PG_VERSION"));
    const bool made = made_by.open(QIODevice::ReadOnly);
    const QString wanted = made ? QString::fromUtf8(made_by.readAll()).trimmed() : QString{};
    int newest = 0;
    for (const QString& version : QDir("/usr/lib/postgresql").entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const QString folder = "/usr/lib/postgresql/" + version + "/bin";
        if (!QFileInfo(folder + "/initdb").isExecutable() || (made && version != wanted)) continue;
        if (version.toInt() > newest) {
            newest = version.toInt();
            binaries_ = folder.toStdString();
        }
    }
    if (newest >= 14) return;
    if (made)
        fail("Expected PostgreSQL " + wanted.toStdString() + ", which made " + folder_ +
             ", but it is not installed: install postgresql-" + wanted.toStdString() + ", or choose another --data.");
    fail(
        "Expected PostgreSQL 14 or newer under /usr/lib/postgresql, but there is none: install the package "
        "postgresql.");
}

QProcess& PrivateCluster::prepare(QProcess& process, int log) const {
    process.setWorkingDirectory("/");
    process.setChildProcessModifier([user = owner_.user, group = owner_.group, log] {
        ::setsid();  // Ctrl-C is for us; we tell the database
        sigset_t none;
        sigemptyset(&none);
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
        if (log >= 0 && (::dup2(log, STDOUT_FILENO) < 0 || ::dup2(log, STDERR_FILENO) < 0)) ::_exit(126);
        if (user != 0 && ::geteuid() == 0 &&
            (::setgroups(0, nullptr) != 0 || ::setgid(group) != 0 || ::setuid(user) != 0))
            ::_exit(126);
        ::prctl(PR_SET_PDEATHSIG, SIGINT);  // should we be killed, it shuts down by itself
    });
    return process;
}

/// A predecessor that was killed may have left its PostgreSQL shutting down.
void PrivateCluster::settle_predecessor(const Tell& tell) {
    pid_t pid = holder(folder_).pid;
    if (pid == 0) return;
    tell("Waiting for the last run's PostgreSQL to stop …");
    for (int tenths = 0; (pid = holder(folder_).pid) != 0; ++tenths) {
        if (tenths == 20) ::kill(pid, SIGINT);  // it was not told, or did not listen
        if (tenths == stop_seconds * 10)
            fail("Expected process " + std::to_string(pid) + " to let go of " + folder_ +
                 ", but it does not: stop it and start again.");
        QThread::msleep(100);
    }
}

void PrivateCluster::make(const Tell& tell) {
    if (QFileInfo::exists(q(folder_ + "/PG_VERSION"))) return;
    if (!QDir(q(folder_)).isEmpty())
        fail("Expected " + folder_ +
             " to be empty or a PostgreSQL data directory, but it is neither: choose another --data, or remove it.");
    tell("Making a database under " + folder_ + " …");
    // Beside its place, and moved there when it is whole: whoever is killed meanwhile leaves nothing half-made.
    const std::string fresh = folder_ + ".new";
    for (int tenths = 0; !QDir(q(fresh)).removeRecursively(); ++tenths) {
        if (tenths == 50)
            fail("Expected to clear " + fresh + ", which an earlier start left, but it cannot be removed: remove it.");
        QThread::msleep(100);  // its children may still be writing
    }
    QDir().mkpath(q(fresh));
    give(fresh, owner_);
    QProcess initdb;
    initdb.setProcessChannelMode(QProcess::MergedChannels);
    // Trusted, because only who can enter this folder reaches the socket.
    prepare(initdb).start(q(binaries_ + "/initdb"), {"-D", q(fresh), "-U", "bandian", "--auth=trust", "--encoding=UTF8",
                                                     "--locale=C.UTF-8", "--data-checksums"});
    if (!initdb.waitForStarted() || !initdb.waitForFinished(120'000) || initdb.exitCode() != 0)
        fail("Expected initdb to make a database under " + folder_ +
             ", but it says: " + initdb.readAll().right(1500).toStdString());
    if (::rmdir(folder_.c_str()) != 0 || ::rename(fresh.c_str(), folder_.c_str()) != 0)
        fail("Expected to move " + fresh + " to " + folder_ + ", but it cannot be moved.");
}

/// PostgreSQL takes a process that has the number in its lock file, and is its own user's, for the one that wrote it.
/// After a crash, in a copied folder and in another container it is anybody. The rest of the file stays: PostgreSQL
/// knows by it whether processes of the dead one still live.
void PrivateCluster::disown(const std::string& lock_file) const {
    QFile file(q(lock_file));
    if (!file.open(QIODevice::ReadOnly)) return;
    QList<QByteArray> lines = file.readAll().split('\n');
    const pid_t pid = std::abs(lines.value(0).trimmed().toInt());
    if (pid == 0 || ::kill(pid, 0) != 0 || pid == holder(folder_).pid) return;  // PostgreSQL sees that itself
    file.close();
    lines[0] = no_process;
    const QByteArray text = lines.join('\n');
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(text) != text.size())
        fail("Expected to mend " + lock_file + ", which names process " + std::to_string(pid) +
             ", a stranger, but it cannot be written.");
}

/// One in another container, which no process here shows, answers all the same.
void PrivateCluster::check_that_nobody_answers() const {
    QFile file(q(folder_ + "/postmaster.pid"));
    std::string sockets = folder_;
    if (file.open(QIODevice::ReadOnly)) sockets = file.readAll().split('\n').value(4).trimmed().toStdString();
    for (const std::string& one : {folder_, sockets})
        if (answers(one + "/.s.PGSQL.5432"))
            fail("Expected nobody on " + folder_ +
                 ", but a PostgreSQL answers there, perhaps of another container: stop that one, or choose another "
                 "--data.");
}

void PrivateCluster::start(const Tell& tell) {
    tell("Starting PostgreSQL …");
    check_that_nobody_answers();
    disown(folder_ + "/postmaster.pid");
    disown(sockets_ + "/.s.PGSQL.5432.lock");
    server_.setProcessChannelMode(QProcess::ForwardedChannels);
    server_.setStandardInputFile(QProcess::nullDevice());
    QStringList arguments{"-D", q(folder_), "-k", q(sockets_)};
    for (const char* setting : settings) arguments << "-c" << setting;
    prepare(server_, data_.log()).start(q(binaries_ + "/postgres"), arguments);
    if (!server_.waitForStarted())
        fail("Expected " + binaries_ + "/postgres to start, but it does not: " + server_.errorString().toStdString());
    try {
        wait_until_ready(tell);
    } catch (...) {
        if (server_.state() == QProcess::NotRunning)
            fail("Expected PostgreSQL to start, but it ended. The end of " + data_.path() + "/postgres.log:\n" +
                 data_.end_of_log());
        end_server();  // killed in the middle of a recovery it would begin that anew
        throw;
    }
}

void PrivateCluster::wait_until_ready(const Tell& tell) {
    const std::string maintenance = "host=" + in_quotes(sockets_) + " user=bandian dbname=postgres";
    for (int tenths = 0;; ++tenths) {
        try {
            pqxx::connection connection{maintenance};
            pqxx::nontransaction session{connection};
            if (session.exec("select 1 from pg_database where datname = 'bandian'").empty())
                session.exec("create database bandian");
            return;
        } catch (const pqxx::failure& e) {
            if (server_.waitForFinished(100) || server_.state() == QProcess::NotRunning) fail("it ended");
            if (told_to_stop()) fail("Told to stop while PostgreSQL was starting.");
            // It is recovering what a crash has left, which takes as long as it takes; given up, it would begin anew at
            // the next start.
            if (std::strstr(e.what(), "the database system is ") != nullptr) {
                if (tenths % 600 == 599)
                    tell("PostgreSQL is still starting, " + std::to_string((tenths + 1) / 600) +
                         " min by now: it recovers what was under way when it ended.");
                continue;
            }
            if (tenths >= start_seconds * 10)
                fail("Expected PostgreSQL to be ready within " + std::to_string(start_seconds) +
                     " s, but it is not: " + e.what());
        }
    }
}

}  // namespace bandian::store
