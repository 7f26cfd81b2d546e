// Random choices that can be made again: every run prints its seed, and SEED=… repeats it.

export const seedOf = () => Number(process.env.SEED ?? Date.now() % 2 ** 31);

/// A stream of choices. Concurrent parties each take a branch of their own, so that who comes first changes no choice of theirs.
export function chance(seed) {
  let state = seed >>> 0;
  const next = () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n) => Math.floor(next() * n);
  return {
    below,
    happens: (probability) => next() < probability,
    pick: (list) => list[below(list.length)],
    branch: (name) =>
      chance(
        [...String(name)].reduce((sum, sign) => Math.imul(sum ^ sign.codePointAt(0), 0x01000193), seed ^ 0x811c9dc5),
      ),
  };
}
