// Waiting for a fact, with a limit: no test waits for a time.

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/// Asks `look` until it gives something true; fails after `limit` ms with `what` was waited for.
export async function until(what, look, { limit = 30_000, every = 20 } = {}) {
  const late = Date.now() + limit;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > late) throw new Error(`Waited ${limit / 1000} s in vain: ${what}`);
    await pause(every);
  }
}

/// What `promise` gives, within `limit` ms.
export function within(limit, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited ${limit / 1000} s in vain: ${what}`)), limit);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
