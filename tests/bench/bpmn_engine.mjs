// The like of a 10 kV case in bpmn-engine: the same 31 user tasks in the same arrangement, each completed by a signal. Prints
// the nanoseconds of one instance, the median of several.

import { createRequire } from 'node:module';
const { Engine } = createRequire(import.meta.url)('bpmn-engine');

const series = (...names) => names;
const branches = [
  series('green-1-filing', 'green-1-review'),
  series('green-2-filing', 'green-2-review'),
  series('occupation-1-filing', 'occupation-1-review'),
  series('occupation-2-filing', 'occupation-2-review', 'occupation-2-filing-2', 'occupation-2-review-2'),
  series('occupation-3-filing', 'occupation-3-review'),
  series('excavation-filing', 'first-review', 'site-visit', 'second-review', 'decision'),
];
const flows = [];
const nodes = [];
const task = (id) => nodes.push(`<userTask id="${id}"/>`);
const flow = (from, to) => flows.push(`<sequenceFlow id="${from}--${to}" sourceRef="${from}" targetRef="${to}"/>`);
const chain = (from, names, to) => {
  for (const name of names) {
    task(name);
    flow(from, name);
    from = name;
  }
  flow(from, to);
};
const gateway = (id) => nodes.push(`<parallelGateway id="${id}"/>`);
nodes.push('<startEvent id="start"/>', '<endEvent id="end"/>');
for (const id of ['works', 'works-join', 'permits', 'permits-join', 'grid', 'grid-join']) gateway(id);
chain('start', ['accept', 'supply-plan'], 'works');
flow('works', 'permits');
for (const branch of branches) chain('permits', branch, 'permits-join');
flow('permits-join', 'grid');
chain('grid', ['grid-works'], 'grid-join');
chain('grid', ['estimate', 'pay', 'relocate'], 'grid-join');
flow('grid-join', 'works-join');
chain('works', ['customer-works'], 'works-join');
chain('works', ['formalities'], 'works-join');
chain('works-join', ['inspect', 'rectify', 'inspect-2', 'meter-energize'], 'end');
const source = `<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"><process id="p" isExecutable="true">${nodes.join('')}${flows.join('')}</process></definitions>`;

async function run() {
  const engine = new Engine({ name: 'case', source });
  const { EventEmitter } = await import('node:events');
  const listener = new EventEmitter();
  let done = 0;
  listener.on('activity.wait', (api) => {
    ++done;
    setImmediate(() => api.signal());
  });
  const begun = process.hrtime.bigint();
  await new Promise((resolve, reject) => {
    engine.once('end', resolve);
    engine.once('error', reject);
    engine.execute({ listener }).catch(reject);
  });
  if (done !== nodes.filter((node) => node.startsWith('<userTask')).length)
    throw new Error(`${done} tasks were completed`);
  return Number(process.hrtime.bigint() - begun);
}

for (let i = 0; i < 5; ++i) await run();
const times = [];
for (let i = 0; i < 25; ++i) times.push(await run());
console.log(times.sort((a, b) => a - b)[12]);
