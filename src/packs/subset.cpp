#include "packs/subset.hpp"

#include <algorithm>
#include <map>

namespace bandian::packs {

namespace {

using Names = std::vector<std::string_view>;

/// An attribute and the values it may have, the one first that it has when it is absent; none: any value.
struct AttributeWord {
    std::string_view name;
    Names values;
};

struct ElementWord {
    std::vector<AttributeWord> attributes;
    Names children;
    bool node = false;  ///< a step, event or gateway: it may have what all of them may have
};

const Names no{"false", "0"}, yes{"true", "1"}, one{"1"};

/// Children that may stand in every element.
const Names everywhere{"documentation", "extensionElements", "auditing", "monitoring", "categoryValueRef"};

/// What is executed. Children that are none of these only describe, whatever stands in them: papers and notes beside
/// the flow, what other pools say to each other, declarations that act only where something refers to them (such
/// references are refused where they would act).
const std::map<std::string_view, ElementWord> executed{
    {"definitions",
     {{{"name", {}},
       {"targetNamespace", {}},
       {"expressionLanguage", {}},
       {"typeLanguage", {}},
       {"exporter", {}},
       {"exporterVersion", {}}},
      {"import",
       "extension",
       "process",
       "collaboration",
       "globalConversation",
       "itemDefinition",
       "message",
       "signal",
       "error",
       "escalation",
       "resource",
       "interface",
       "dataStore",
       "category",
       "correlationProperty",
       "endPoint",
       "partnerEntity",
       "partnerRole",
       "relationship",
       "cancelEventDefinition",
       "compensateEventDefinition",
       "conditionalEventDefinition",
       "errorEventDefinition",
       "escalationEventDefinition",
       "linkEventDefinition",
       "messageEventDefinition",
       "signalEventDefinition",
       "terminateEventDefinition",
       "timerEventDefinition"}}},
    {"extension", {{{"mustUnderstand", no}, {"definition", {}}}, {"documentation"}}},
    {"process",
     {{{"name", {}}, {"processType", {}}, {"isClosed", {}}, {"isExecutable", {}}, {"definitionalCollaborationRef", {}}},
      {"laneSet", "startEvent", "endEvent", "userTask", "callActivity", "boundaryEvent", "exclusiveGateway",
       "parallelGateway", "inclusiveGateway", "sequenceFlow", "dataObject", "dataObjectReference", "dataStoreReference",
       "property", "textAnnotation", "association", "group", "supports", "supportedInterfaceRef"}}},
    {"laneSet", {{{"name", {}}}, {"lane"}}},
    {"childLaneSet", {{{"name", {}}}, {"lane"}}},
    {"lane", {{{"name", {}}, {"partitionElementRef", {}}}, {"partitionElement", "flowNodeRef", "childLaneSet"}}},
    {"startEvent", {{{"isInterrupting", yes}, {"parallelMultiple", no}}, {"property", "dataOutputAssociation"}, true}},
    {"endEvent", {{}, {"property", "dataInputAssociation", "terminateEventDefinition"}, true}},
    {"boundaryEvent",
     {{{"attachedToRef", {}}, {"cancelActivity", yes}, {"parallelMultiple", no}},
      {"property", "dataOutputAssociation", "timerEventDefinition"},
      true}},
    {"timerEventDefinition", {}},
    {"terminateEventDefinition", {}},
    {"userTask",
     {{{"implementation", {}}, {"isForCompensation", no}, {"startQuantity", one}, {"completionQuantity", one}},
      {"property", "dataInputAssociation", "dataOutputAssociation", "rendering"},
      true}},
    {"callActivity",
     {{{"calledElement", {}}, {"isForCompensation", no}, {"startQuantity", one}, {"completionQuantity", one}},
      {"property", "dataInputAssociation", "dataOutputAssociation", "multiInstanceLoopCharacteristics"},
      true}},
    {"multiInstanceLoopCharacteristics", {{{"isSequential", no}, {"behavior", {"All"}}}, {}}},
    {"dataInputAssociation", {{}, {"sourceRef", "targetRef"}}},
    {"dataOutputAssociation", {{}, {"sourceRef", "targetRef"}}},
    {"exclusiveGateway", {{{"gatewayDirection", {}}, {"default", {}}}, {}, true}},
    {"inclusiveGateway", {{{"gatewayDirection", {}}, {"default", {}}}, {}, true}},
    {"parallelGateway", {{{"gatewayDirection", {}}}, {}, true}},
    {"sequenceFlow",
     {{{"name", {}}, {"sourceRef", {}}, {"targetRef", {}}, {"isImmediate", {}}}, {"conditionExpression"}}},
    {"conditionExpression",
     {{{"language",
        {"FEEL", "feel", "http://www.omg.org/spec/FEEL/20140401", "http://www.omg.org/spec/DMN/20180521/FEEL/",
         "https://www.omg.org/spec/DMN/20191111/FEEL/", "https://www.omg.org/spec/DMN/20211108/FEEL/",
         "https://www.omg.org/spec/DMN/20230324/FEEL/"}},
       {"evaluatesToTypeRef", {}}},
      {}}}};

/// What to use instead, by the element or attribute that is not executed.
const std::map<std::string_view, std::string_view> instead{
    {"task", "use a userTask"},
    {"serviceTask", "use a userTask in the lane of whoever does it"},
    {"manualTask", "use a userTask"},
    {"sendTask", "use a userTask"},
    {"receiveTask", "use a userTask"},
    {"scriptTask", "use a userTask"},
    {"businessRuleTask", "use a condition on a flow"},
    {"subProcess", "use a callActivity of a process of its own"},
    {"transaction", "use a callActivity"},
    {"adHocSubProcess", "use an inclusiveGateway"},
    {"complexGateway", "use an inclusiveGateway with conditions"},
    {"eventBasedGateway", "use an exclusiveGateway after a userTask"},
    {"intermediateCatchEvent", "use a hold of the task that waits"},
    {"intermediateThrowEvent", "leave it out, since what happens is recorded anyway"},
    {"implicitThrowEvent", "leave it out, since what happens is recorded anyway"},
    {"event", "use a startEvent or an endEvent"},
    {"callChoreography", "draw what this side does"},
    {"choreographyTask", "draw what this side does"},
    {"subChoreography", "draw what this side does"},
    {"choreography", "draw what this side does, as a process"},
    {"globalChoreographyTask", "draw what this side does, as a process"},
    {"globalTask", "give the process that calls it a userTask"},
    {"globalUserTask", "give the process that calls it a userTask"},
    {"globalManualTask", "give the process that calls it a userTask"},
    {"globalScriptTask", "give the process that calls it a userTask"},
    {"globalBusinessRuleTask", "use a condition on a flow"},
    {"multiInstanceLoopCharacteristics",
     "draw a task for each person between two parallel gateways, "
     "or call a process for each place with bd:each"},
    {"standardLoopCharacteristics", "draw the loop with two exclusive gateways"},
    {"isSequential", "the places of a call run beside each other"},
    {"behavior", "a call is done once all its places are"},
    {"loopCardinality", "bd:each names the list of places"},
    {"loopDataInputRef", "bd:each names the list of places"},
    {"loopDataOutputRef", "each task says what it settles in bd:asks"},
    {"inputDataItem", "inside, the place is known as place"},
    {"outputDataItem", "each task says what it settles in bd:asks"},
    {"completionCondition", "a call is done once all its places are"},
    {"isForCompensation", "draw the way back with a gateway and a task"},
    {"startQuantity", "draw one task for each time"},
    {"completionQuantity", "draw one task for each time"},
    {"default", "ways part at a gateway, which has the default"},
    {"ioSpecification", "what must be known stands in bd:asks, papers in bd:materials"},
    {"ioBinding", "call the process by its id"},
    {"dataInput", "what must be known stands in bd:asks"},
    {"dataOutput", "what must be known stands in bd:asks"},
    {"inputSet", "what must be known stands in bd:asks"},
    {"outputSet", "what must be known stands in bd:asks"},
    {"transformation", "people enter what must be known, by bd:asks"},
    {"assignment", "people enter what must be known, by bd:asks"},
    {"resourceRole", "put the task in a lane, whose bd:role says who does it"},
    {"performer", "put the task in a lane, whose bd:role says who does it"},
    {"humanPerformer", "put the task in a lane, whose bd:role says who does it"},
    {"potentialOwner", "put the task in a lane, whose bd:role says who does it"},
    {"correlationSubscription", "a case is known by its number"},
    {"timeDate", "the clock that bd:clock names says when"},
    {"timeCycle", "the clock that bd:clock names says when"},
    {"timeDuration", "the clock that bd:clock names says when"},
    {"messageEventDefinition", "use a plain event, and a userTask for what is sent or waited for"},
    {"timerEventDefinition", "use a plain event: cases begin when they are submitted, and clocks say what is late"},
    {"signalEventDefinition", "use a plain event"},
    {"conditionalEventDefinition", "use a plain event and a gateway"},
    {"errorEventDefinition", "use an outcome of the task and a gateway"},
    {"escalationEventDefinition", "use bd:warnAt or a task for who is called in"},
    {"cancelEventDefinition", "use a terminate event"},
    {"compensateEventDefinition", "draw the way back with a gateway and a task"},
    {"linkEventDefinition", "draw the flow"},
    {"eventDefinitionRef", "use a plain event"},
    {"eventDefinition", "use a plain event"},
    {"terminateEventDefinition", "use it in an end event"},
    {"isInterrupting", "a process begins with its one start event"},
    {"parallelMultiple", "use a plain event"},
    {"mustUnderstand", "leave the extension out"},
    {"language", "write the condition in FEEL"}};

bool has(const Names& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::string_view trimmed(std::string_view text) {
    const std::size_t from = text.find_first_not_of(" \t\r\n");
    return from == std::string_view::npos ? std::string_view{}
                                          : text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

std::string hint(std::string_view name) {
    const auto found = instead.find(name);
    return found == instead.end() ? "." : ": " + std::string{found->second} + ".";
}

class SubsetCheck {
public:
    SubsetCheck(const Diagram& diagram, Faults& faults) : diagram_(diagram), faults_(faults) {}

    /// No deeper than the file is.
    void check(const Element& element) {
        const auto found = executed.find(element.name());
        if (found == executed.end()) return;
        check_attributes(element, found->second);
        for (const Element& child : element.children()) check_child(element, found->second, child);
    }

private:
    void check_attributes(const Element& element, const ElementWord& word) {
        for (const Attribute& a : element.attributes()) {
            const std::string it = std::string{a.name} + "=\"" + std::string{a.value} + "\" of " + named(element);
            if (a.space == bpmn_space)
                fault(element,
                      "Expected attributes of BPMN without a prefix, but " + it + " has one: it would be passed over.");
            if (is_our_word(element.name(), a.name)) continue;  // told as a word of ours without its prefix
            if (!a.space.empty() || a.name == "id" || (word.node && a.name == "name")) continue;
            const auto known = std::find_if(word.attributes.begin(), word.attributes.end(),
                                            [&](const AttributeWord& w) { return w.name == a.name; });
            if (known == word.attributes.end()) refuse_attribute(element, word, a, it);
            else if (!known->values.empty() && !has(known->values, trimmed(a.value)))
                fault(element, "Expected " + std::string{a.name} + " of " + named(element) + " to be " +
                                   std::string{known->values.front()} + ", but \"" + std::string{a.value} +
                                   "\" is not executed" + hint(a.name));
        }
    }

    void refuse_attribute(const Element& element, const ElementWord& word, const Attribute& a, const std::string& it) {
        if (instead.count(a.name) != 0)
            return fault(element, "Expected only attributes that are executed, but " + it + " is not" + hint(a.name));
        std::vector<std::string> known{"id"};
        if (word.node) known.push_back("name");
        for (const AttributeWord& w : word.attributes) known.emplace_back(w.name);
        fault(element, "Expected an attribute that BPMN 2.0 gives <" + std::string{element.name()} +
                           "> and we execute, but " + it + " is none." + did_you_mean(std::string{a.name}, known));
    }

    void check_child(const Element& element, const ElementWord& word, const Element& child) {
        if (child.space() != bpmn_space) return check_space(element, child);
        if (has(everywhere, child.name()) || (word.node && (child.name() == "incoming" || child.name() == "outgoing")))
            return;
        if (!has(word.children, child.name())) return refuse_child(element, child);
        if (element.name() == "definitions" &&
            (child.name() == "terminateEventDefinition" || child.name() == "timerEventDefinition"))
            return;  // acts nowhere
        check(child);
    }

    /// What other tools add in namespaces of their own is theirs. What looks as if it were BPMN would be passed over.
    void check_space(const Element& element, const Element& child) {
        const bool by_name =
            child.space().empty() || executed.count(child.name()) != 0 || instead.count(child.name()) != 0;
        if (!child.space().empty() && (child.space().find("BPMN") == std::string_view::npos || !by_name)) return;
        fault(child, "Expected <" + std::string{child.name()} + "> within " + named(element) + " in the namespace " +
                         bpmn_space + ", but it is in " +
                         (child.space().empty() ? "none" : "\"" + std::string{child.space()} + "\"") +
                         ": it would be passed over.");
    }

    void refuse_child(const Element& element, const Element& child) {
        if (element.name() == "process" && (is_flow_node(child.name()) || instead.count(child.name()) == 0))
            return fault(child,
                         "Expected start, end, userTask, callActivity, a boundary timer or an exclusive, parallel or "
                         "inclusive gateway, but " +
                             named(child) + " is not executed" + hint(child.name()) +
                             did_you_mean(std::string{child.name()}, step_names()));
        fault(child, "Expected only what is executed in " + named(element) + ", but <" + std::string{child.name()} +
                         "> is not" + hint(child.name()));
    }

    static std::vector<std::string> step_names() {
        std::vector<std::string> all;
        for (const auto& [name, word] : executed)
            if (word.node) all.emplace_back(name);
        return all;
    }

    static std::string named(const Element& element) {
        const std::string name = title(element);
        return "<" + std::string{element.name()} + ">" + (name.empty() ? "" : " \"" + name + "\"");
    }

    void fault(const Element& element, std::string text) {
        tell(faults_, {diagram_.place_of(element), Severity::error, std::move(text), "subset"});
    }

    const Diagram& diagram_;
    Faults& faults_;
};

}  // namespace

void check_subset(const Diagram& diagram, Faults& faults) {
    SubsetCheck{diagram, faults}.check(diagram.document->root());
}

bool is_flow_node(std::string_view name) {
    static const Names others{"task",
                              "serviceTask",
                              "manualTask",
                              "sendTask",
                              "receiveTask",
                              "scriptTask",
                              "businessRuleTask",
                              "subProcess",
                              "transaction",
                              "adHocSubProcess",
                              "complexGateway",
                              "eventBasedGateway",
                              "intermediateCatchEvent",
                              "intermediateThrowEvent",
                              "implicitThrowEvent",
                              "event",
                              "callChoreography",
                              "choreographyTask",
                              "subChoreography"};
    const auto found = executed.find(name);
    return found == executed.end() ? has(others, name) : found->second.node;
}

}  // namespace bandian::packs
