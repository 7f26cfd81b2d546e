// The largest files that are read, in the shapes that take most: 64 MB are enough for each, and a moment.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const binary = process.env.BANDIAN;
assert.ok(binary, 'Expected BANDIAN to name the bandian binary, but it is not set.');
const root = new URL('../..', import.meta.url).pathname;
const scratch = mkdtempSync(join(tmpdir(), 'bandian-large-'));
after(() => rmSync(scratch, { recursive: true, force: true }));
symlinkSync(join(root, 'workflows/calendars'), join(scratch, 'calendars'));

const sanitized = ['__asan_init', '__tsan_init'].some((name) => readFileSync(binary).includes(name));
const options = { skip: sanitized ? 'sanitizers take many times the memory' : false };
const kilobytes = 64 << 10;

const yaml = `pack: large
name: 测试
nameEn: Test
source: test
casePrefix: T
inForceFrom: 2018-09-30
calendar: cn
timeZone: Asia/Shanghai
processes: [p]
departments:
  - { id: d, name: 甲, nameEn: D, party: utility }
  - { id: applicant, name: 用电人, nameEn: Applicant, party: applicant }
roles:
  r: [{ department: d }]
attributes:
  - { id: kw, name: 千瓦, nameEn: kW, type: number, least: 0, standard: 1 }
holdReasons:
  - { id: wait, endedBy: owner, name: 等待, nameEn: Wait }
  - { id: correction, endedBy: applicant, name: 补正, nameEn: Correction, namesMissing: true }
materials:
  - { id: paper, name: 纸, nameEn: Paper }
fees: []
`;
const omg = 'http://www.omg.org/spec';
const head = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="${omg}/BPMN/20100524/MODEL" xmlns:bd="urn:bandian:workflow:1" xmlns:bpmndi="${omg}/BPMN/20100524/DI"
  xmlns:dc="${omg}/DD/20100524/DC" xmlns:di="${omg}/DD/20100524/DI" xmlns:tool="urn:tool" targetNamespace="t">
<process id="p">
<laneSet id="ls"><lane id="l" bd:role="r"><flowNodeRef>t</flowNodeRef></lane></laneSet>
`;
const flow = (id, from, to, condition = '') =>
  `<sequenceFlow id="${id}" sourceRef="${from}" targetRef="${to}"${
    condition ? `><conditionExpression>${condition}</conditionExpression></sequenceFlow>` : '/>'
  }\n`;
const task = '<startEvent id="s"/><userTask id="t" name="办理" bd:outcomes="done"/>' + flow('f1', 's', 't');
const end = (from) => '<endEvent id="e" bd:state="energized"/>' + flow('f2', from, 'e');
const plane = [
  '</process><bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="pl" bpmnElement="p">',
  '</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></definitions>',
];

/// As often as 8 MB hold it, or `most` times.
const fill = (before, one, behind, most = Infinity) => {
  const parts = [before];
  let room = (8 << 20) - 4096 - Buffer.byteLength(before) - Buffer.byteLength(behind);
  for (let i = 0; i < most; ++i) {
    const next = one(i);
    room -= Buffer.byteLength(next);
    if (room < 0) break;
    parts.push(next);
  }
  return parts.join('') + behind;
};
const inProcess = (one) => fill(head + task + end('t'), one, '</process></definitions>');
const inPlane = (one, open = '', close = '') => fill(head + task + end('t') + plane[0] + open, one, close + plane[1]);

/// Gateways in pairs, one pair behind the other: no more than a process may have.
const pairs = (kind, count, condition = '') =>
  fill(
    head + task,
    (i) =>
      `<${kind} id="a${i}"${condition && ` default="z${i}"`}/><${kind} id="b${i}"/>` +
      flow(`x${i}`, i ? `b${i - 1}` : 't', `a${i}`) +
      flow(`y${i}`, `a${i}`, `b${i}`, condition) +
      flow(`z${i}`, `a${i}`, `b${i}`),
    `${end(`b${count - 1}`)}</process></definitions>`,
    count,
  );

const good = /^(?!.*error:)/s;
const shapes = {
  'a row of gateways': [
    fill(
      head + task + '<exclusiveGateway id="g-1"/>' + flow('f', 't', 'g-1'),
      (i) => `<exclusiveGateway id="g${i}"/>` + flow(`h${i}`, `g${i - 1}`, `g${i}`),
      '</process></definitions>',
    ),
    /at most 20000 steps/,
  ],
  'a row of tasks': [
    fill(
      head + task,
      (i) =>
        `<userTask id="t${i}" name="办理" bd:outcomes="done"><incoming>f${i}</incoming></userTask>` +
        flow(`h${i}`, i ? `t${i - 1}` : 't', `t${i}`),
      '</process></definitions>',
    ),
    /as a flowNodeRef of a lane/,
  ],
  'parallel ways by the thousand': [pairs('parallelGateway', 4900), good],
  'conditions by the thousand': [pairs('exclusiveGateway', 4900, 'kw &gt; 160 and kw &lt; 315'), good],
  'long conditions': [
    pairs('exclusiveGateway', 4000, Array(150).fill('kw = 1').join(' or ')),
    /at most 50000 names, values and operators/,
  ],
  'long limits': [
    fill(
      `${head}<extensionElements>`,
      (i) => `<bd:clock id="k${i}" covers="*" limit="${Array(480).fill('1').join(' + ')}"/>`,
      `</extensionElements>${task}${end('t')}</process></definitions>`,
    ),
    /at most 50000 names, values and operators/,
  ],
  'a gateway of many ways': [
    fill(
      `${head}${task}<parallelGateway id="m"/>${flow('f', 't', 'm')}<parallelGateway id="j"/>${end('j')}`,
      (i) => flow(`w${i}`, 'm', 'j'),
      '</process></definitions>',
    ),
    /at most 64 flows/,
  ],
  'flows to nowhere': [inProcess((i) => flow(`n${i}`, `a${i}`, `b${i}`)), /"a0" is none.*at most 1000 faults/s],
  'steps that nothing leads to': [
    inProcess((i) => `<exclusiveGateway id="u${i}"/>\n`),
    /none leads to "u0".*at most 1000 faults/s,
  ],
  'steps that are not executed': [
    inProcess((i) => `<serviceTask id="v${i}" name="办理"/>\n`),
    /<serviceTask> "办理" is not executed.*at most 1000 faults/s,
  ],
  'many waypoints': [
    inPlane(
      (i) => `<di:waypoint x="${i % 1000}" y="${i % 777}"/>\n`,
      '<bpmndi:BPMNEdge id="ed" bpmnElement="f1">',
      '</bpmndi:BPMNEdge>',
    ),
    good,
  ],
  'many shapes': [
    inPlane(
      (i) =>
        `<bpmndi:BPMNShape id="d${i}" bpmnElement="q${i}">` +
        '<dc:Bounds x="1" y="2" width="36" height="36"/></bpmndi:BPMNShape>',
    ),
    good,
  ],
  'many notes': [inProcess((i) => `<documentation>第 ${i} 步</documentation>\n`), good],
  'one long note': [
    `${head}<documentation>${'x'.repeat(8_300_000)}</documentation>${task}${end('t')}` + '</process></definitions>',
    good,
  ],
  'papers and annotations': [
    inProcess(
      (i) =>
        `<textAnnotation id="n${i}"><text>备注</text></textAnnotation>` +
        `<association id="s${i}" sourceRef="t" targetRef="n${i}"/>`,
    ),
    good,
  ],
  'what another tool adds, nested': [
    inProcess(
      () =>
        `<extensionElements>${'<tool:properties name="1">'.repeat(60)}${'</tool:properties>'.repeat(
          60,
        )}</extensionElements>`,
    ),
    good,
  ],
  'attributes of another tool': [
    inProcess(
      () =>
        `<extensionElements><tool:a ${Array.from({ length: 198 }, (_, j) => `a${j}="${j}"`).join(
          ' ',
        )}/></extensionElements>`,
    ),
    good,
  ],
  'lanes that list much': [
    fill(
      head.slice(0, head.indexOf('</lane>')),
      (i) => `<flowNodeRef>n${i}</flowNodeRef>\n`,
      `</lane></laneSet>${task}${end('t')}</process></definitions>`,
    ),
    good,
  ],
  'more elements than any tool writes': [
    inProcess(() => '<extensionElements/>'),
    /x\.bpmn:\d+:\d+: error: Expected at most 300000 elements/,
  ],
};

for (const [name, [bpmn, told]] of Object.entries(shapes))
  test(`${name}: 64 MB are enough`, options, () => {
    const folder = join(scratch, name);
    mkdirSync(folder);
    writeFileSync(join(folder, 'pack.yaml'), yaml);
    writeFileSync(join(folder, 'x.bpmn'), bpmn);
    const { status, stdout, stderr } = spawnSync(
      'sh',
      ['-c', `ulimit -d ${kilobytes} && exec "$0" check "$1"`, binary, folder],
      { encoding: 'utf8', maxBuffer: 1 << 26 },
    );
    assert.ok(status === 0 || status === 1, stderr);
    assert.match(stdout, told);
    assert.equal(status, told === good ? 0 : 1);
    rmSync(folder, { recursive: true });
  });
