#pragma once
// One BPMN 2.0 file as a graph: its nodes and flows with our extension attributes, not yet a tree.

#include "packs/xml.hpp"
#include "process/expression.hpp"

namespace bandian::packs {

inline const std::string bpmn_space = "http://www.omg.org/spec/BPMN/20100524/MODEL";
inline const std::string our_space = "urn:bandian:workflow:1";

enum class Shape { start, end, user_task, call, exclusive, parallel, inclusive, boundary };

struct GraphFlow {
    std::string id;
    std::string name;
    std::string name_en;
    std::string from;
    std::string to;
    std::optional<process::Expression> condition;
    Place place;
};

struct GraphNode {
    std::string id;
    Shape shape = Shape::user_task;
    std::string name;
    std::string role;                        ///< of its lane
    const Element* element = nullptr;
    std::vector<const GraphFlow*> incoming;
    std::vector<const GraphFlow*> outgoing;  ///< in the order of the file
    std::string default_flow;
    std::string attached_to;                 ///< of a boundary event: its task
    Place place;

    /// Our attribute of that name, "" when absent.
    std::string ours(const std::string& attribute) const;
};

struct Diagram {
    std::string file;
    std::string id;                          ///< of its process
    std::string name;
    Element root;
    const Element* process = nullptr;
    std::vector<GraphFlow> flows;
    std::vector<GraphNode> nodes;

    const GraphNode* node(const std::string& id) const;
    Place place_of(const Element& element) const { return {file, element.line, element.column}; }
};

/// nullptr, and at least one fault more, when the file is not what we execute.
std::unique_ptr<Diagram> read_diagram(const QByteArray& bytes, const std::string& file, Faults& faults);

/// The expression in `text`, or a fault at `place`.
std::optional<process::Expression> read_expression(const std::string& text, const Place& place, const std::string& what, Faults& faults);

/// Words between blanks.
std::vector<std::string> words(const std::string& text);

}  // namespace bandian::packs
