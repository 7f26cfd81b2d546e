// A whole 10 kV case of 40 events worked out from its log, and a pack read and checked. script/bench case runs
// bpmn-engine (npm) on the like before it and prints the ratios.

#include "casework/view.hpp"
#include "packs/calendar_files.hpp"
#include "packs/pack_files.hpp"
#include "wire/instant.hpp"
#include "wire/scenario.hpp"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace {

using namespace bandian;

const std::string workflows = std::string{BANDIAN_SOURCE_DIR} + "/workflows";

std::shared_ptr<const process::Pack> zhoucun() {
    packs::Faults faults;
    return packs::load_pack(packs::read_pack_files(workflows + "/zhoucun-2018", faults), faults);
}

const calendar::Calendar& cn() {
    static const calendar::Calendar made = [] {
        packs::Faults faults;
        return std::get<calendar::Calendar>(
            packs::read_calendars(workflows + "/calendars", faults).at("cn").calendar());
    }();
    return made;
}

const casework::Case& forty() {
    static const casework::Case made = [] {
        std::ifstream file(std::string{BANDIAN_SOURCE_DIR} + "/tests/bench/forty_events.json");
        const auto json = wire::parse_json(std::string(std::istreambuf_iterator<char>(file), {}));
        const auto outcome = wire::run_scenario(zhoucun(), cn(), std::get<wire::Json>(json), std::nullopt);
        if (const auto* no = std::get_if<wire::RefusedStep>(&outcome)) {
            std::fprintf(stderr, "step %zu: %s\n", no->step, no->rejection.detail.c_str());
            std::exit(1);
        }
        return std::get<wire::ScenarioRun>(outcome).the_case;
    }();
    if (made.log.size() != 40) std::exit(1);
    return made;
}

/// A log of one's own, as it comes from the record: made outside the measured time, a few at once so that they are as
/// warm as what has just been read.
class Logs {
public:
    explicit Logs(benchmark::State& state) : state_(state) {}
    std::vector<casework::Event> next() {
        if (ready_.empty()) {
            state_.PauseTiming();
            ready_.assign(32, forty().log);
            state_.ResumeTiming();
        }
        std::vector<casework::Event> log = std::move(ready_.back());
        ready_.pop_back();
        return log;
    }

private:
    benchmark::State& state_;
    std::vector<std::vector<casework::Event>> ready_;
};

/// The log to the state of every task, clock and place.
void replay_forty_events(benchmark::State& state) {
    const casework::Case& c = forty();
    Logs logs{state};
    for (auto _ : state) {
        const casework::Case again = casework::replay(c.pack, logs.next());
        benchmark::DoNotOptimize(casework::process_state(again).state);
    }
}
BENCHMARK(replay_forty_events);

/// The same, with every due day, light and owner.
void replay_and_view_forty_events(benchmark::State& state) {
    const casework::Case& c = forty();
    const calendar::Day today = c.log.back().day;
    Logs logs{state};
    for (auto _ : state) {
        const casework::Case again = casework::replay(c.pack, logs.next());
        benchmark::DoNotOptimize(casework::view(again, cn(), today).light);
    }
}
BENCHMARK(replay_and_view_forty_events);

void read_and_check_a_pack(benchmark::State& state) {
    packs::Faults faults;
    const packs::PackFiles files = packs::read_pack_files(workflows + "/zhoucun-2018", faults);
    for (auto _ : state) {
        packs::Faults found;
        benchmark::DoNotOptimize(packs::load_pack(files, found));
    }
}
BENCHMARK(read_and_check_a_pack)->Unit(benchmark::kMillisecond);

/// Keeps what the console reporter shows, for the ratios.
class Reporter : public benchmark::ConsoleReporter {
public:
    void ReportRuns(const std::vector<Run>& runs) override {
        ConsoleReporter::ReportRuns(runs);
        for (const Run& run : runs)
            if (run.benchmark_name() == "replay_forty_events") replay_ns = run.GetAdjustedRealTime();
    }
    double replay_ns = 0;
};

}  // namespace

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    forty();
    Reporter reporter;
    benchmark::RunSpecifiedBenchmarks(&reporter);
    // What bpmn-engine took for the like, from the run before this one.
    if (const char* other = std::getenv("BPMN_ENGINE_NS"); other && reporter.replay_ns > 0) {
        const double engine = std::atof(other);
        // Design page: SpiffWorkflow 581 instances of six user tasks a second.
        const double spiff = 1e9 / 581 / 6;
        std::printf("\none case: bpmn-engine %.0f us, here %.2f us: %.0f times faster\n", engine / 1000,
                    reporter.replay_ns / 1000, engine / reporter.replay_ns);
        std::printf(
            "one step: SpiffWorkflow (as measured for the design) %.0f us, here one of 40 events %.3f us: %.0f times "
            "faster\n",
            spiff / 1000, reporter.replay_ns / 40 / 1000, spiff / (reporter.replay_ns / 40));
        std::printf("its case of six tasks against ours of 40 events: %.0f times faster\n",
                    spiff * 6 / reporter.replay_ns);
    }
}
