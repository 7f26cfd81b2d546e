#pragma once
// The picture of a process as its file draws it (BPMN DI): what stands where, in the file's own units.

#include <optional>
#include <string>
#include <vector>

namespace bandian::process {

struct Point {
    double x = 0;
    double y = 0;
};

struct Box {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
};

enum class Figure { lane, task, call, start, end, terminate, timer, exclusive, parallel, inclusive };

struct DrawnShape {
    std::string element;  ///< id in the file; of a task also its last name in a path
    Figure figure = Figure::task;
    std::string name;
    std::string name_en;
    Box box;
    std::optional<Box> label;
    bool for_each = false;  ///< of a call: once for each place
};

struct DrawnFlow {
    std::string element;
    std::string name;
    std::string name_en;
    std::vector<Point> points;
    std::optional<Box> label;
};

struct Drawing {
    std::string process;
    std::string name;
    std::string name_en;
    std::vector<DrawnShape> shapes;  ///< lanes first
    std::vector<DrawnFlow> flows;
    std::string bpmn;  ///< the file itself, as UTF-8
};

}  // namespace bandian::process
