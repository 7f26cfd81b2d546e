// Makes the golden record of a released version: every scenario entered over HTTP into a fresh service, in the order of its
// moments, with what else lies beside cases (files, notes, hand-overs, claims, an imported edition, accounts, a subscriber).
//   BANDIAN=…/bandian node tests/golden/make.mjs VERSION
// writes VERSION.dump (bandian backup) and VERSION.json (what each case was, on the last moment). Later versions must restore
// the one and tell the other; it is made once, of the version itself, and never again.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { addUser } from '../service/people.mjs';
import { dataFolder, removeData, startService } from '../service/service.mjs';
import { factsOf } from './facts.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const version = process.argv[2];
const folder = here('../scenarios/');
const scenarios = readdirSync(folder)
  .sort()
  .map((name) => ({ name, ...JSON.parse(readFileSync(folder + name, 'utf8')) }))
  .filter(({ pack }) => pack === 'zhoucun-2018');
const steps = scenarios
  .flatMap((one) => one.scenario.steps.map((step) => ({ one, step })))
  .sort((a, b) => Date.parse(a.step.at) - Date.parse(b.step.at));
const first = steps[0].step.at;
const data = await dataFolder();
const service = await startService(first, { data });
let keys = 0,
  refused = 0,
  entered = 0;

const ask = async (method, path, body, headers = {}) => {
  const answer = await fetch(`${service.origin}/api/v1${path}`, {
    method,
    body: body && JSON.stringify(body),
    headers: {
      ...service.headers,
      'Content-Type': 'application/json',
      'Idempotency-Key': `golden-${++keys}`,
      ...headers,
    },
  });
  return { ok: answer.ok, etag: answer.headers.get('ETag'), json: answer.status === 204 ? null : await answer.json() };
};
const pathOf = ({ do: verb, task, clock }) =>
  task ? `tasks/${task}/${verb}` : clock ? `clocks/${clock}/${verb}` : verb;

for (const { one, step } of steps) {
  const { at, do: verb, task, clock, ...body } = step;
  await service.setClock(at);
  if (verb === 'submit') {
    const { process, attributes } = one.scenario;
    const applicant = { name: `淄博某公司${keys}`, phone: '13800000000', customerNo: `37060${10000 + keys}` };
    const { json } = await ask('POST', '/cases', {
      pack: one.pack,
      process,
      applicant,
      site: { address: `周村区丝绸路${keys}号` },
      attributes: { ...attributes, ...body.attributes },
    });
    one.caseNo = json.caseNo;
    continue;
  }
  if (!one.caseNo) continue;
  const { etag } = await ask('GET', `/cases/${one.caseNo}`);
  const { ok } = await ask(
    'POST',
    `/cases/${one.caseNo}/${pathOf({ do: verb, ...(task && { task }), ...(clock && { clock }) })}`,
    body,
    { 'If-Match': etag },
  );
  if (ok) ++entered;
  else ++refused;
}
const cases = scenarios.map(({ caseNo }) => caseNo).filter(Boolean);
await addUser(data, { user: 'wang', department: 'power-supply', roles: 'manager' });
await addUser(data, { user: 'sun', department: 'urban-management', roles: 'permit-officer' });
for (const [i, caseNo] of cases.entries()) {
  if (i % 3 === 0) await ask('POST', `/cases/${caseNo}/notes`, { text: `备注 ${i}` });
  if (i % 5 === 0) await ask('POST', `/cases/${caseNo}/hand`, { to: 'wang' });
  if (i % 10 === 0)
    await fetch(`${service.origin}/api/v1/cases/${caseNo}/materials/identity`, {
      method: 'PUT',
      body: `%PDF-1.4\n${caseNo}\n%%EOF\n`,
      headers: {
        ...service.headers,
        'Content-Type': 'application/pdf',
        'X-File-Name': encodeURIComponent('身份证.pdf'),
      },
    });
  const { json } = await ask('GET', `/cases/${caseNo}`);
  for (const { task } of json.results ?? [])
    await ask('POST', `/cases/${caseNo}/hand-over`, { task, recipient: '李四', how: 'in-person', on: json.today });
}
execFileSync(process.env.BANDIAN, ['subscriber', 'add', 'district', 'mailto:desk@example.com', '--data', data]);
const last = steps.at(-1).step.at;
const facts = {};
for (const caseNo of cases)
  facts[caseNo] = factsOf(
    (await ask('GET', `/cases/${caseNo}`)).json,
    (await ask('GET', `/cases/${caseNo}/events`)).json,
  );
execFileSync(process.env.BANDIAN, ['backup', here(`${version}.dump`), '--data', data], { stdio: 'inherit' });
writeFileSync(here(`${version}.json`), `${JSON.stringify({ clock: last, cases: facts })}\n`);
console.log(`${cases.length} cases, ${entered} entries, ${refused} refused, as of ${last}`);
await service.stop();
await removeData(data);
