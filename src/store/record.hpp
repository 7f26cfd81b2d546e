#pragma once
// All that the record holds of cases, on one pool of connections.

#include "app/desk.hpp"
#include "store/alarm_store.hpp"
#include "store/assignment_store.hpp"
#include "store/case_store.hpp"
#include "store/edition_store.hpp"
#include "store/result_delivery_store.hpp"
#include "store/ledger.hpp"
#include "store/list_store.hpp"
#include "store/note_store.hpp"
#include "store/pack_shelf.hpp"
#include "store/recalculation_store.hpp"

namespace bandian::store {

class Record {
public:
    explicit Record(Pool& pool) : pool_(pool) {}

    bool reachable();
    /// A database is for invented cases or for real ones, for ever. Throws app::Fault when it is for the others.
    void dedicate(bool to_invented_cases);
    std::optional<app::Instant> last_entry();  ///< the latest moment of entry of any case, or of an alarm
    app::DeskStores for_desk() { return {cases, lists, recalculation, alarms, assignments, notes, result_deliveries}; }

private:
    Pool& pool_;

public:
    StoredCases cases{pool_};
    StoredLists lists{pool_};
    StoredEditions editions{pool_};
    StoredRecalculation recalculation{pool_};
    StoredAlarms alarms{pool_};
    StoredAssignments assignments{pool_};
    StoredNotes notes{pool_};
    StoredResultDeliveries result_deliveries{pool_};
    StoredLedger ledger{pool_};
    PackShelf packs{pool_};
};

}  // namespace bandian::store
