// One case as this page knows it: asked for again and again, and telling those who watch what somebody else has done to it.

import { isAnswered } from '../calls.js';
import { say } from '../language.js';
import { attributesOf, guide } from './guide_facts.js';
import { staffCall } from './session.js';

/// Beside each task what the page shows with it: its place, why it is paused, and what is still missing.
function completeTasks({ found, holds }) {
  for (const task of found.tasks) {
    task.place ??= (found.permits ?? []).find(({ call }) => task.task.startsWith(`${call}.`))?.place || null;
    if (typeof task.hold === 'string') {
      const reason = holds.get(task.hold) ?? {
        zh: say().holds[task.hold] ?? task.hold,
        en: say().holds[task.hold] ?? task.hold,
      };
      task.hold = {
        ...reason,
        id: task.hold,
        missing: (task.missing ?? []).map(
          (id) => (found.materials ?? []).find((one) => one.id === id) ?? { id, zh: id, en: id },
        ),
      };
    }
  }
}

export function caseModel(caseNo) {
  let etag = null;
  const watchers = new Set();
  const model = { caseNo, found: null, events: [], holds: new Map(), problem: null };

  /// {fresh, changed}: whether the service answered, and whether there is anything new.
  async function reload() {
    const answer = await staffCall('GET', `/cases/${encodeURIComponent(caseNo)}`, { etag });
    if (answer.unchanged) return { fresh: true, changed: false };
    if (answer.problem) {
      const gone = answer.problem.status !== 0 || !model.found;
      if (gone) model.problem = answer.problem;
      return { fresh: isAnswered(answer), changed: gone };
    }
    const before = model.found?.version;
    if (before !== answer.body.version) {
      const told = await staffCall('GET', `/cases/${encodeURIComponent(caseNo)}/events`);
      if (told.problem) return { fresh: false, changed: false };
      model.events = told.body.events;
      await attributesOf(answer.body);
      for (const one of (await guide(`/${answer.body.process}`, answer.body.pack))?.holdReasons ?? [])
        model.holds.set(one.id, one);
    }
    [model.found, model.problem, etag] = [answer.body, null, answer.etag];
    completeTasks(model);
    for (const task of model.found.tasks)
      for (const action of task.actions ?? []) for (const one of action.reasons ?? []) model.holds.set(one.id, one);
    if (before !== undefined && before !== model.found.version) {
      const since = model.events.filter((event) => event.number > before);
      for (const watcher of watchers) watcher(model.found.version, since);
    }
    return { fresh: true, changed: true };
  }

  return Object.assign(model, {
    reload,
    watch: (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
  });
}

/// An outcome that the applicant would rather not hear.
export const isNo = (action) => action.kind === 'denies' || action.kind === 'returns';
