// What stands of a case and may never change: its log, and what follows from it.

const pick = (from, ...names) =>
  Object.fromEntries(names.filter((name) => name in from).map((name) => [name, from[name]]));

/// Of GET /cases/{caseNo} and its events.
export const factsOf = (one, { events }) => ({
  ...pick(one, 'process', 'state', 'version', 'submittedAt', 'attributes'),
  tasks: one.tasks.map((task) => pick(task, 'task', 'state', 'since', 'until', 'outcome')),
  clocks: one.clocks.map((clock) =>
    pick(clock, 'clock', 'limit', 'used', 'left', 'due', 'state', 'light', 'lateBy', 'startedOn', 'stoppedOn'),
  ),
  events: events.map(({ by, title, outcomeTitle, ...event }) => event),
});
