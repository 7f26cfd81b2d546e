// Answers that are lost on their way, and commands sent again under their keys: exactly one effect each, and the answer that was
// lost is the answer that is given.

import assert from 'node:assert/strict';
import { dataFolder, startService } from '../service/service.mjs';
import { disagreements } from './account.mjs';
import { callerOf } from './caller.mjs';
import { clerk, desk as newDesk } from './clerks.mjs';
import { droppingProxy } from './dropping_proxy.mjs';
import { auditIsClean, clearAway, halves, wholeLog } from './record.mjs';

const clerks = 10;

/// `commands`: how many are to be acknowledged. `spoil(command)`: what a careless client would do before it sends again.
export async function droppedReplies(commands, { chance, share = 0.05, tell = () => {}, spoil = () => {} }) {
  const data = await dataFolder();
  const desk = newDesk({ cases: 12 });
  const service = await startService('2018-10-08T09:00:00+08:00', { data });
  const drops = chance.branch('drops');
  const proxy = await droppingProxy(service.origin, {
    loses: () => drops.happens(share) && drops.pick(['whole', 'half']),
  });
  const caller = callerOf(service, { origin: proxy.origin });
  try {
    let told = 0;
    const onTrouble = (trouble, command) => {
      if (!(trouble instanceof Error)) desk.unforeseen.push(`${trouble.status} ${trouble.text}`);
      if (command) spoil(command);
    };
    const done = () => {
      if (desk.acknowledged >= told + 10_000)
        tell({ acknowledged: (told = desk.acknowledged), dropped: proxy.lost.length });
      return desk.acknowledged >= commands;
    };
    await Promise.all(
      Array.from({ length: clerks }, (_, i) =>
        clerk(`d${i}`, { caller: () => caller, desk, chance: chance.branch(i), insistent: true, onTrouble }).work(done),
      ),
    );
    assert.deepEqual(desk.unforeseen, []);
    assert.deepEqual(disagreements(desk.commands, await wholeLog(data)), []);
    const sent = new Map(desk.commands.map((command) => [command.key, command]));
    for (const { key, status, text } of proxy.lost) {
      const { acknowledged, answer } = sent.get(key);
      // A refusal says which version is the current one: that may be a later one by now.
      assert.deepEqual(
        [answer.status, acknowledged && answer.text],
        [status, acknowledged && text],
        `${key} was answered otherwise when it was sent again`,
      );
    }
    assert.deepEqual(await halves(data), []);
    return {
      acknowledged: desk.acknowledged,
      refused: desk.commands.length - desk.acknowledged,
      dropped: proxy.lost.length,
      sentAgain: desk.commands.filter((one) => one.tries > 1).length,
      record: await auditIsClean(data),
    };
  } finally {
    caller.close();
    await proxy.close();
    await service.stop();
    await clearAway(data);
  }
}
