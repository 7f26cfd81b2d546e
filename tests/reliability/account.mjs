// The books: what clerks were told against what is recorded. Every acknowledged command is there exactly once, every event
// belongs to exactly one command, and what was refused has left nothing.

/// Whether `entries` hold the whole effect of a command right after the version it rests on.
export function holds(command, entries) {
  if (command.seen === 0) return entries[0]?.do === 'submit';
  const made = entries.slice(command.seen, command.seen + command.effects);
  if (command.verb === 'file-permits')
    return (
      made.length === command.effects &&
      made.every((entry) => entry.do === 'complete' && entry.task.includes('.filing'))
    );
  const [entry] = made;
  if (!entry || entry.do !== command.verb || (command.task && entry.task !== command.task)) return false;
  if (command.verb === 'hold') return entry.missing[0] === command.key;
  if (command.verb === 'withdraw') return entry.reason === command.key;
  return command.verb !== 'complete' || entry.outcome === command.body.outcome;
}

/// Every disagreement, as a sentence. `log`: as wholeLog gives it. Nothing may be in flight.
export function disagreements(commands, log) {
  const found = [];
  const owner = new Map();
  for (const command of commands) {
    if (!command.answer) {
      found.push(`${command.key} was never settled`);
      continue;
    }
    if (!command.acknowledged) continue;
    const { key, caseNo, version } = command;
    const kept = log.get(caseNo);
    if (!kept) {
      found.push(`${key} was acknowledged as ${caseNo}, but there is no such case`);
      continue;
    }
    const first = command.seen + 1;
    if (version !== command.seen + (command.seen === 0 ? 1 : command.effects))
      found.push(`${key} rests on version ${command.seen} of ${caseNo}, but was acknowledged as version ${version}`);
    if (!holds(command, kept.entries)) {
      found.push(
        `${key} was acknowledged as ${command.verb} ${caseNo} ${first}, but there is ${JSON.stringify(kept.entries[first - 1])}`,
      );
      continue;
    }
    for (let number = first; number <= version; ++number) {
      const event = `${caseNo} ${number}`;
      if (owner.has(event)) found.push(`${event} was acknowledged to ${owner.get(event)} and to ${key}`);
      owner.set(event, key);
    }
  }
  for (const { caseNo, name, version, entries } of log.values()) {
    if (version !== entries.length) found.push(`${caseNo} has version ${version} and ${entries.length} events`);
    entries.forEach((entry, index) => {
      const key = owner.get(`${caseNo} ${index + 1}`);
      if (!key) found.push(`${caseNo} ${index + 1} (${entry.do}) belongs to no command`);
      else if (entry.do === 'submit' && name !== key)
        found.push(`${caseNo} was acknowledged to ${key}, but was opened by ${name}`);
    });
  }
  return found;
}

/// Acknowledged commands that are not among their cases' events, as the service tells them.
export async function missing(caller, commands) {
  const found = [],
    logs = new Map();
  for (const command of commands) {
    if (!command.acknowledged) continue;
    if (!logs.has(command.caseNo)) logs.set(command.caseNo, await eventsOf(caller, command.caseNo));
    if (!holds(command, logs.get(command.caseNo)))
      found.push(
        `${command.key} was acknowledged as version ${command.version} of ${command.caseNo}, but is not among its events`,
      );
  }
  return found;
}

/// [] of a case that is not there.
export async function eventsOf(caller, caseNo) {
  const answer = await caller.send('GET', `/cases/${caseNo}/events`);
  if (answer.status === 404) return [];
  if (answer.status !== 200)
    throw new Error(`GET /cases/${caseNo}/events was answered ${answer.status}: ${answer.text}`);
  return answer.json().events;
}
