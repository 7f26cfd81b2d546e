// What the HTTP library gives on its own: a GET of a fixed answer, with the settings of src/http/server.cpp. The
// measure beside which script/bench status puts the public status page. bare_server BYTES: answers / with 2 bytes and
// /same with BYTES.

#include <httplib.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

constexpr int threads = 16;
constexpr std::size_t keep_alive_requests = 100'000;
constexpr int waiting_connections = 511;

}  // namespace

int main(int argc, char** argv) {
    const std::string same(argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1000, 'x');
    httplib::Server server;
    int listening = -1;
    server.new_task_queue = [] { return new httplib::ThreadPool(threads); };
    server.set_tcp_nodelay(true);
    server.set_keep_alive_max_count(keep_alive_requests);
    server.set_read_timeout(5);
    server.set_write_timeout(10);
    server.set_socket_options([&listening](auto socket) {
        const int yes = 1;
        ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
        listening = socket;
    });
    server.Get("/",
               [](const httplib::Request&, httplib::Response& response) { response.set_content("ok", "text/plain"); });
    server.Get("/same", [&same](const httplib::Request&, httplib::Response& response) {
        response.set_content(same, "application/json");
    });
    const int port = server.bind_to_any_port("127.0.0.1");
    if (port <= 0) return 1;
    ::listen(listening, waiting_connections);
    std::printf("http://127.0.0.1:%d\n", port);
    std::fflush(stdout);
    return server.listen_after_bind() ? 0 : 1;
}
