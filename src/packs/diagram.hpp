#pragma once
// One BPMN 2.0 file as a graph: its nodes and flows with our extension attributes, not yet a tree.

#include "packs/by_id.hpp"
#include "packs/xml.hpp"
#include "process/expression.hpp"

#include <memory>
#include <span>
#include <unordered_map>

namespace bandian::packs {

inline const std::string bpmn_space = "http://www.omg.org/spec/BPMN/20100524/MODEL";
inline const std::string our_space = "urn:bandian:workflow:1";

/// What a file is read for. A pack that cases rest on keeps running as it did when an earlier version accepted it: what
/// is refused since then is refused only of packs that are offered anew.
enum class Standing { offered, recorded };

enum class Shape { start, end, user_task, call, exclusive, parallel, inclusive, boundary };

struct GraphFlow {
    Element element;
    bool has_condition = false;

    std::string id() const { return std::string{element.attribute("id").value_or("")}; }
    std::string_view from() const { return element.attribute("sourceRef").value_or(""); }
    std::string_view to() const { return element.attribute("targetRef").value_or(""); }
};

struct GraphNode {
    Element element;
    const GraphFlow** flows = nullptr;  ///< out of it, then into it, each in the order of the file
    std::uint32_t flows_out = 0;
    std::uint32_t flows_in = 0;
    std::uint32_t lane = 0;  ///< in the diagram's `lanes`, from 1; 0: none lists it
    Shape shape = Shape::user_task;

    std::span<const GraphFlow* const> outgoing() const { return {flows, flows_out}; }
    std::span<const GraphFlow* const> incoming() const { return {flows + flows_out, flows_in}; }
    std::string id() const { return std::string{element.attribute("id").value_or("")}; }
    std::string name() const { return std::string{element.attribute("name").value_or("")}; }
    std::string_view default_flow() const { return element.attribute("default").value_or(""); }
    std::string_view attached_to() const;  ///< of a boundary event: its task

    /// Our attribute of that name, "" when absent.
    std::string ours(std::string_view attribute) const;
};

inline std::string_view id_of(const Element& element) { return element.attribute("id").value_or(""); }
inline std::string_view id_of(const GraphFlow* flow) { return id_of(flow->element); }
inline std::string_view id_of(const GraphNode* node) { return id_of(node->element); }

struct Diagram {
    std::string file;
    std::string id;  ///< of its process
    std::string name;
    std::unique_ptr<const Document> document;
    std::optional<Element> process;
    std::vector<Element> lanes;  ///< that list something
    std::vector<GraphFlow> flows;
    std::vector<GraphNode> nodes;
    std::vector<const GraphFlow*> ends;  ///< of flows, node by node
    ById<const GraphNode*> by_id;
    std::vector<const GraphNode*> starts;
    std::unordered_multimap<std::string_view, const GraphNode*>
        timers;  ///< boundary events, by what they are attached to

    const GraphNode* node(std::string_view id) const;
    std::string_view role_of(const GraphNode& node) const;  ///< of its lane, "" when it is in none
    Place place_of(const Element& element) const { return {file, element.line(), element.column()}; }
    Place place_of(const GraphNode& node) const { return place_of(node.element); }
    Place place_of(const GraphFlow& flow) const { return place_of(flow.element); }
};

/// nullptr, and at least one fault more, when the file is not what we execute.
std::unique_ptr<Diagram> read_diagram(const QByteArray& bytes, const std::string& file, Faults& faults,
                                      Standing standing = Standing::offered);

/// The condition of a flow, or a fault; nullopt when it has none. It is read anew where it is drawn, since kept in both
/// places conditions would take most of the memory.
std::optional<process::Expression> read_condition(const Diagram& diagram, const GraphFlow& flow, Faults& faults);

/// The expression in `text`, or a fault at `place`.
std::optional<process::Expression> read_expression(const std::string& text, const Place& place, const std::string& what,
                                                   Faults& faults);

/// Words between blanks.
std::vector<std::string> words(const std::string& text);

inline constexpr std::size_t longest_id =
    128;  ///< bytes; several make a path, which is an address and a key in the record

enum class Dots { allowed, refused };

/// Whether an id can be named in an address, where slashes part, and in a path, where dots and ~ part: ASCII letters
/// and digits, - and _, and any letters of other scripts, at most `longest_id` bytes.
bool fits_in_path(std::string_view id, Dots dots);

/// Whether we have an attribute of that name on that element of BPMN (nameEn, which any may have, aside).
bool is_our_word(std::string_view element, std::string_view attribute);

/// What a qualified name names in its namespace: "t:review" and "review" are "review".
std::string_view local_part(std::string_view qname);

/// The name that people read, else the id.
std::string title(const Element& element);

}  // namespace bandian::packs
