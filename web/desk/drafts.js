// What has been typed and not yet sent. A counter's machine is shared: drafts hold personal data, so they stay in this tab
// alone, go with it, and go when somebody signs out or somebody else signs in.

const prefix = 'bandian.draft.';
const owner = 'bandian.draft-owner';
let memory = new Map(); // for a browser that stores nothing

function store() {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

export function saveDraft(id, value) {
  const text = JSON.stringify(value);
  memory.set(id, text);
  try {
    store()?.setItem(prefix + id, text);
  } catch {
    /* full: the memory has it */
  }
}

export function draftOf(id) {
  const text = store()?.getItem(prefix + id) ?? memory.get(id);
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

export function dropDraft(id) {
  memory.delete(id);
  store()?.removeItem(prefix + id);
}

export function forgetDrafts() {
  memory = new Map();
  const kept = store();
  if (kept)
    Object.keys(kept)
      .filter((key) => key.startsWith(prefix) || key === owner)
      .forEach((key) => kept.removeItem(key));
}

export function keepDraftsOf(user) {
  if (store()?.getItem(owner) !== user) forgetDrafts();
  try {
    store()?.setItem(owner, user);
  } catch {
    /* as above */
  }
}
