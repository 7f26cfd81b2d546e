#include "store/private_cluster.hpp"

#include "app/ports.hpp"
#include "store/postgres.hpp"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QThread>

#include <csignal>
#include <cstring>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bandian::store {

namespace {

constexpr const char* os_user = "postgres";  // the one the distribution's packages make
constexpr int start_seconds = 60;
constexpr int stop_seconds = 60;
constexpr int own_stop_seconds = 4;  // of the service's ten; what a fast shutdown has not written by then is recovered at the next start
constexpr std::size_t longest_socket_folder = 90;  // a socket's whole path has 107 bytes

[[noreturn]] void fail(const std::string& text) { throw app::Fault(text, false); }

QString q(const std::string& text) { return QString::fromStdString(text); }

std::string last_lines(const std::string& path) {
    QFile file(q(path));
    if (!file.open(QIODevice::ReadOnly)) return {};
    const QByteArray all = file.readAll();
    return all.right(1500).toStdString();
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

/// Signals wait to be taken up until the service runs.
bool told_to_stop() {
    sigset_t waiting;
    return ::sigpending(&waiting) == 0 && (sigismember(&waiting, SIGINT) == 1 || sigismember(&waiting, SIGTERM) == 1 || sigismember(&waiting, SIGHUP) == 1);
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

PrivateCluster::PrivateCluster(const std::string& data, const Tell& tell) {
    const bool made = !QFileInfo::exists(q(data));
    if (!QDir().mkpath(q(data))) fail("Expected --data to be a folder that can be made, but " + data + " cannot.");
    data_ = QDir(q(data)).absolutePath().toStdString();
    if (made && ::geteuid() == 0) ::chmod(data_.c_str(), 0711);  // whoever keeps the database passes through
    lock_ = std::make_unique<QLockFile>(q(data_ + "/bandian.lock"));
    lock_->setStaleLockTime(0);
    if (!lock_->tryLock(200)) {
        if (lock_->error() == QLockFile::PermissionError)
            fail("Expected --data " + data_ + " to be writable, but it is not: choose another folder, or make it yours.");
        qint64 pid = 0;
        QString host, program;
        lock_->getLockInfo(&pid, &host, &program);
        fail("Expected --data " + data_ + " for this service alone, but process " + std::to_string(pid) + " uses it: stop that one, or choose another folder.");
    }
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
    ::kill(static_cast<pid_t>(server_.processId()), SIGINT);  // fast shutdown: roll back what is open, keep what is committed
    if (!server_.waitForFinished(own_stop_seconds * 1000)) ::kill(static_cast<pid_t>(server_.processId()), SIGQUIT);
    server_.waitForFinished(5000);
}

void PrivateCluster::keep_running(const Tell& tell) {
    if (server_.state() != QProcess::NotRunning && !server_.waitForFinished(0)) return;
    const Holder found = holder(folder_);
    if (found.pid != 0 && found.sockets.empty()) return;  // it is about to say where
    if (found.pid != 0 && found.sockets == sockets_) {
        if (found.pid != adopted_) tell("Somebody has started PostgreSQL again (process " + std::to_string(found.pid) + "): going on with that one.");
        adopted_ = found.pid;
        return;
    }
    adopted_ = 0;
    if (found.pid != 0) {
        tell("Somebody has started PostgreSQL (process " + std::to_string(found.pid) + ") where this service does not reach it: stopping that one …");
        stop(found.pid, folder_);
    }
    tell("PostgreSQL has ended: starting it again …");
    // Its children may still hold the memory they shared; the next call tries again.
    start(tell);
}

std::string PrivateCluster::url_in(const std::string& sockets, const std::string& role) { return "host=" + in_quotes(sockets) + " user=" + role + " dbname=bandian"; }

void PrivateCluster::find_place(const Tell& tell) {
    folder_ = data_ + "/postgres";
    struct stat made{};
    if (::geteuid() == 0 && ::stat((folder_ + "/PG_VERSION").c_str(), &made) == 0 && made.st_uid != 0) {
        // Made by somebody else's service: it stays his.
        user_ = made.st_uid;
        group_ = made.st_gid;
    } else if (::geteuid() == 0) {
        const passwd* user = ::getpwnam(os_user);
        if (!user) fail("Expected the OS user \"postgres\" to run PostgreSQL as, since it refuses to run as root, but there is none: install the package postgresql-common.");
        user_ = user->pw_uid;
        group_ = user->pw_gid;
        if (!QFileInfo::exists(q(folder_)) && !can_reach(data_)) {
            const auto name = QCryptographicHash::hash(QByteArray::fromStdString(data_), QCryptographicHash::Sha256).toHex().left(12).toStdString();
            const std::string place = "/var/lib/bandian/cluster-" + name;
            if (!QDir().mkpath(q(place)) || ::symlink(place.c_str(), folder_.c_str()) != 0) fail("Expected to keep the database in " + place + ", but it cannot be made.");
            tell("The user postgres cannot reach " + data_ + ", so the database is kept in " + place + "; " + folder_ + " points there.");
        }
    }
    QDir().mkpath(q(folder_));
    folder_ = QFileInfo(q(folder_)).canonicalFilePath().toStdString();
    sockets_ = folder_;
    if (sockets_.size() > longest_socket_folder) {
        char name[] = "/tmp/bandian-XXXXXX";
        if (!::mkdtemp(name)) fail("Expected to make a folder for the socket in /tmp, but it cannot be made.");
        sockets_ = name;
        if (user_ != 0 && ::chown(name, user_, group_) != 0) fail("Expected to give " + sockets_ + " to the user postgres, but it cannot be given.");
    }
    if (user_ != 0 && (::chown(folder_.c_str(), user_, group_) != 0 || ::chmod(folder_.c_str(), 0700) != 0))
        fail("Expected to give " + folder_ + " to the user postgres, but it cannot be given.");
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
        fail("Expected PostgreSQL " + wanted.toStdString() + ", which made " + folder_ + ", but it is not installed: install postgresql-" + wanted.toStdString() + ", or choose another --data.");
    fail("Expected PostgreSQL 14 or newer under /usr/lib/postgresql, but there is none: install the package postgresql.");
}

QProcess& PrivateCluster::prepare(QProcess& process) const {
    process.setWorkingDirectory("/");
    process.setChildProcessModifier([user = user_, group = group_] {
        ::setsid();  // Ctrl-C is for us; we tell the database
        sigset_t none;
        sigemptyset(&none);
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
        if (user != 0 && (::setgroups(0, nullptr) != 0 || ::setgid(group) != 0 || ::setuid(user) != 0)) ::_exit(126);
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
        if (tenths == stop_seconds * 10) fail("Expected process " + std::to_string(pid) + " to let go of " + folder_ + ", but it does not: stop it and start again.");
        QThread::msleep(100);
    }
}

void PrivateCluster::make(const Tell& tell) {
    if (QFileInfo::exists(q(folder_ + "/PG_VERSION"))) return;
    if (!QDir(q(folder_)).isEmpty()) fail("Expected " + folder_ + " to be empty or a PostgreSQL data directory, but it is neither: choose another --data, or remove it.");
    tell("Making a database under " + folder_ + " …");
    // Beside its place, and moved there when it is whole: whoever is killed meanwhile leaves nothing half-made.
    const std::string fresh = folder_ + ".new";
    for (int tenths = 0; !QDir(q(fresh)).removeRecursively(); ++tenths) {
        if (tenths == 50) fail("Expected to clear " + fresh + ", which an earlier start left, but it cannot be removed: remove it.");
        QThread::msleep(100);  // its children may still be writing
    }
    QDir().mkpath(q(fresh));
    if (user_ != 0 && (::chown(fresh.c_str(), user_, group_) != 0 || ::chmod(fresh.c_str(), 0700) != 0)) fail("Expected to give " + fresh + " to the user postgres, but it cannot be given.");
    QProcess initdb;
    initdb.setProcessChannelMode(QProcess::MergedChannels);
    // Trusted, because only who can enter this folder reaches the socket.
    prepare(initdb).start(q(binaries_ + "/initdb"), {"-D", q(fresh), "-U", "bandian", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"});
    if (!initdb.waitForStarted() || !initdb.waitForFinished(120'000) || initdb.exitCode() != 0)
        fail("Expected initdb to make a database under " + folder_ + ", but it says: " + initdb.readAll().right(1500).toStdString());
    if (::rmdir(folder_.c_str()) != 0 || ::rename(fresh.c_str(), folder_.c_str()) != 0) fail("Expected to move " + fresh + " to " + folder_ + ", but it cannot be moved.");
}

void PrivateCluster::start(const Tell& tell) {
    tell("Starting PostgreSQL …");
    const std::string log = data_ + "/postgres.log";
    server_.setProcessChannelMode(QProcess::MergedChannels);
    server_.setStandardOutputFile(q(log), QIODevice::Append);
    prepare(server_).start(q(binaries_ + "/postgres"), {"-D", q(folder_), "-k", q(sockets_), "-c", "listen_addresses=", "-c", "unix_socket_permissions=0700", "-c", "max_connections=80"});
    if (!server_.waitForStarted()) fail("Expected " + binaries_ + "/postgres to start, but it does not: " + server_.errorString().toStdString());
    try {
        wait_until_ready(tell);
    } catch (...) {
        if (server_.state() == QProcess::NotRunning) fail("Expected PostgreSQL to start, but it ended. The end of " + log + ":\n" + last_lines(log));
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
            if (session.exec("select 1 from pg_database where datname = 'bandian'").empty()) session.exec("create database bandian");
            return;
        } catch (const pqxx::failure& e) {
            if (server_.waitForFinished(100) || server_.state() == QProcess::NotRunning) fail("it ended");
            if (told_to_stop()) fail("Told to stop while PostgreSQL was starting.");
            // It is recovering what a crash has left, which takes as long as it takes; given up, it would begin anew at the next start.
            if (std::strstr(e.what(), "the database system is ") != nullptr) {
                if (tenths % 600 == 599) tell("PostgreSQL is still starting, " + std::to_string((tenths + 1) / 600) + " min by now: it recovers what was under way when it ended.");
                continue;
            }
            if (tenths >= start_seconds * 10) fail("Expected PostgreSQL to be ready within " + std::to_string(start_seconds) + " s, but it is not: " + e.what());
        }
    }
}

}  // namespace bandian::store
