// Whether what clients saw of a case can have happened one after the other. A case is a counter that moves by compare-and-set, so
// it can exactly when nobody saw less than what somebody had seen, or had done, before he asked.

/// `commands` and `reads` as clerks keep them, all settled; times of one clock. Gives every contradiction as a sentence.
export function contradictions({ commands, reads }) {
  const acts = new Map();
  const note = (caseNo, act) => {
    if (!acts.has(caseNo)) acts.set(caseNo, []);
    acts.get(caseNo).push(act);
  };
  const found = [];
  for (const { key, caseNo, seen, version, acknowledged, answer, started, ended } of commands) {
    if (acknowledged)
      note(caseNo, { what: `${key} made version ${version} out of ${seen}`, from: seen, to: version, started, ended });
    else if (answer.status === 412) {
      const { currentVersion } = answer.json();
      if (!(currentVersion > seen))
        found.push(
          `${key} rests on version ${seen} of ${caseNo}, but was refused with ${currentVersion} as the current one`,
        );
      note(caseNo, {
        what: `${key} was told that the current version is ${currentVersion}`,
        from: currentVersion,
        to: currentVersion,
        started,
        ended,
      });
    }
  }
  for (const { caseNo, version, started, ended } of reads)
    note(caseNo, { what: `a read saw version ${version}`, from: version, to: version, started, ended });
  for (const [caseNo, all] of acts) {
    // Of two moments that look equal the start comes first: then the two acts overlap, and nothing is claimed.
    const moments = all
      .flatMap((act) => [
        { at: act.started, act, starts: true },
        { at: act.ended, act, starts: false },
      ])
      .sort((a, b) => a.at - b.at || b.starts - a.starts);
    let known = { to: 0, what: 'nothing' };
    for (const { act, starts } of moments) {
      if (starts) {
        act.known = known;
        continue;
      }
      if (act.from < act.known.to) found.push(`${caseNo}: ${act.what}, but before that ${act.known.what}`);
      if (act.to > known.to) known = act;
    }
  }
  return found;
}
