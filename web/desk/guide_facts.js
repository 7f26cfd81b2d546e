// What the guide says of the processes, read once: names for filters, schemas for forms.

import { call } from '../calls.js';
import { name } from '../language.js';

const kept = new Map();

/// The answer's body; null while it cannot be had (and then it is asked again the next time).
export async function guide(path = '', pack = '') {
  const address = `/guide${path}${pack ? `?pack=${encodeURIComponent(pack)}` : ''}`;
  if (kept.has(address)) return kept.get(address);
  const answer = await call('GET', address);
  if (!answer.body) return null;
  kept.set(address, answer.body);
  return answer.body;
}

async function processes() {
  const all = await guide();
  const found = (all?.packs ?? []).flatMap((pack) => pack.processes.map((one) => guide(`/${one.id}`, pack.id)));
  return (await Promise.all(found)).filter(Boolean);
}

const once = (items, key) => [...new Map(items.map((one) => [one[key], one])).values()];

/// Those that have anything to do, by name.
export async function allDepartments() {
  const all = once(
    (await processes()).flatMap((one) => one.departments),
    'id',
  );
  return all.sort((a, b) => name(a).localeCompare(name(b), 'zh'));
}

/// Steps as the worklist's filter knows them: the last part of their path.
export async function allSteps() {
  const all = (await processes()).flatMap((one) => [
    ...one.steps,
    ...(one.calls ?? []).flatMap((call) =>
      call.steps.map((step) => ({ ...step, zh: `${call.zh} · ${step.zh}`, en: `${call.en} · ${step.en}` })),
    ),
  ]);
  const short = all.map((step) => ({ ...step, task: step.task.split('.').at(-1) }));
  // One name for a step that several permits have.
  const named = new Map();
  for (const step of short) {
    const before = named.get(step.task);
    named.set(
      step.task,
      before && before.zh !== step.zh
        ? { ...step, zh: step.zh.split(' · ').at(-1), en: step.en.split(' · ').at(-1) }
        : (before ?? step),
    );
  }
  return [...named.values()];
}

/// What is known of a case's attributes, by name; to be fetched before it is asked for.
export const attributesOf = ({ process, pack }) => guide(`/${process}/schema`, pack);
export const factsOf = ({ process, pack }) =>
  kept.get(`/guide/${process}/schema?pack=${encodeURIComponent(pack)}`)?.properties?.attributes ?? null;
