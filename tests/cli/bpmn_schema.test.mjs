// Every element and attribute of the BPMN 2.0 schema is executed, refused by name, or listed as descriptive in
// docs/workflow-language.md: nothing is passed over without a word. One generated file for each, all checked by one
// process.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const binary = process.env.BANDIAN;
assert.ok(binary, 'Expected BANDIAN to name the bandian binary, but it is not set.');
const root = new URL('../..', import.meta.url).pathname;
const schemas = ['Semantic.xsd', 'BPMN20.xsd'].map((name) =>
  join(root, 'node_modules/bpmn-moddle/resources/bpmn/xsd', name),
);
const installed = schemas.every(existsSync);
const options = { skip: installed ? false : 'npm packages are not installed' };
const scratch = mkdtempSync(join(tmpdir(), 'bandian-schema-'));
after(() => rmSync(scratch, { recursive: true, force: true }));
symlinkSync(join(root, 'workflows/calendars'), join(scratch, 'calendars'));

const packYaml = `pack: t
name: 例
nameEn: Example
source: none
casePrefix: T
inForceFrom: 2018-09-30
calendar: cn
timeZone: Asia/Shanghai
processes: [p]
departments: [{ id: d, name: 窗口, nameEn: Desk, party: utility }]
roles: { r: [{ department: d }] }
attributes:
  - { id: kw, name: 容量, nameEn: Kilowatts, type: number, least: 0, standard: 1 }
  - { id: roads, name: 掘路, nameEn: Roads, type: list, members: [{ id: m, name: 长度, nameEn: Metres, type: number }] }
holdReasons: [{ id: hearing, endedBy: owner, name: 听证, nameEn: Hearing }]
`;

const head = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bd="urn:bandian:workflow:1"
  targetNamespace="t"`;

/// Everything that is executed, once. «name» marks where an attribute of that element goes, ‹name› where a child does.
const base = `${head}«definitions»>‹definitions›
<process id="p" name="P"«process»>‹process›
<laneSet id="ls"«laneSet»>‹laneSet›<lane id="l" bd:role="r"«lane»>‹lane›
  <flowNodeRef>a</flowNodeRef><flowNodeRef>b</flowNodeRef><flowNodeRef>c</flowNodeRef>
  <childLaneSet id="cls"«childLaneSet»>‹childLaneSet›<lane id="cl" bd:role="r"/></childLaneSet></lane></laneSet>
<startEvent id="s"«startEvent»>‹startEvent›</startEvent>
<userTask id="a" name="A" bd:limit="5" bd:outcomes="done refused"«userTask»>‹userTask›</userTask>
<boundaryEvent id="late" attachedToRef="a" bd:clock="a" bd:outcome="done"«boundaryEvent»>‹boundaryEvent›
  <timerEventDefinition id="td"«timerEventDefinition»>‹timerEventDefinition›</timerEventDefinition></boundaryEvent>
<exclusiveGateway id="m"/>
<exclusiveGateway id="x" default="x2"«exclusiveGateway»>‹exclusiveGateway›</exclusiveGateway>
<endEvent id="no" bd:state="refused"«endEvent»>‹endEvent›
  <terminateEventDefinition id="te"«terminateEventDefinition»>‹terminateEventDefinition›</terminateEventDefinition>
</endEvent>
<inclusiveGateway id="i" default="i2"«inclusiveGateway»>‹inclusiveGateway›</inclusiveGateway>
<userTask id="b" bd:outcomes="done"/><inclusiveGateway id="j"/>
<parallelGateway id="q"«parallelGateway»>‹parallelGateway›</parallelGateway><userTask id="c" bd:outcomes="done"/>
<callActivity id="k" name="K" calledElement="called"«callActivity»>‹callActivity›
  <multiInstanceLoopCharacteristics bd:each="roads"«multiInstanceLoopCharacteristics»
  >‹multiInstanceLoopCharacteristics›</multiInstanceLoopCharacteristics></callActivity><parallelGateway id="r"/>
<endEvent id="e" bd:state="energized"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="m"/>
<sequenceFlow id="f3" sourceRef="late" targetRef="m"/><sequenceFlow id="f4" sourceRef="m" targetRef="x"/>
<sequenceFlow id="x1" sourceRef="x" targetRef="no"«sequenceFlow»>‹sequenceFlow›
  <conditionExpression«conditionExpression»>‹conditionExpression›outcome = "refused"</conditionExpression>
</sequenceFlow>
<sequenceFlow id="x2" sourceRef="x" targetRef="i"/><sequenceFlow id="i2" sourceRef="i" targetRef="j"/>
<sequenceFlow id="i1" sourceRef="i" targetRef="b"><conditionExpression>kw &gt; 5</conditionExpression></sequenceFlow>
<sequenceFlow id="f5" sourceRef="b" targetRef="j"/><sequenceFlow id="f6" sourceRef="j" targetRef="q"/>
<sequenceFlow id="q1" sourceRef="q" targetRef="c"/><sequenceFlow id="q2" sourceRef="q" targetRef="k"/>
<sequenceFlow id="q3" sourceRef="c" targetRef="r"/><sequenceFlow id="q4" sourceRef="k" targetRef="r"/>
<sequenceFlow id="f7" sourceRef="r" targetRef="e"/>
</process></definitions>`;
const called = `${head}><process id="called"><laneSet id="ls"><lane id="l" bd:role="r">
<flowNodeRef>review</flowNodeRef></lane></laneSet>
<startEvent id="s"/><userTask id="review" bd:outcomes="done"/><endEvent id="e"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="review"/><sequenceFlow id="f2" sourceRef="review" targetRef="e"/>
</process></definitions>`;

/// Complex types, global elements and enumerations of the schema, which is regular enough to be read so.
const readSchema = () => {
  const text = schemas
    .map((path) => readFileSync(path, 'utf8'))
    .join('')
    .replace(/<!--.*?-->/gs, '');
  const attribute = (tag, name) => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  const tags = (body, name) => [...body.matchAll(new RegExp(`<xsd:${name} [^>]*>`, 'g'))].map(([tag]) => tag);
  const types = new Map(),
    elements = new Map(),
    values = new Map();
  for (const [, name, body] of text.matchAll(/<xsd:simpleType name="(\w+)">(.*?)<\/xsd:simpleType>/gs))
    values.set(
      name,
      tags(body, 'enumeration').map((tag) => attribute(tag, 'value')),
    );
  for (const [, start, body] of text.matchAll(/<xsd:complexType( name="\w+"[^>]*)>(.*?)<\/xsd:complexType>/gs))
    types.set(attribute(start, 'name'), {
      base: attribute(body, 'base'),
      isAbstract: attribute(start, 'abstract') === 'true',
      attributes: tags(body, 'attribute')
        .filter((tag) => attribute(tag, 'name'))
        .map((tag) => ({
          name: attribute(tag, 'name'),
          type: attribute(tag, 'type'),
          standard: attribute(tag, 'default'),
        })),
      children: tags(body, 'element').map((tag) => ({
        ref: attribute(tag, 'ref'),
        name: attribute(tag, 'name'),
        type: attribute(tag, 'type'),
      })),
    });
  for (const tag of tags(text.replace(/<xsd:complexType.*?<\/xsd:complexType>/gs, ''), 'element'))
    elements.set(attribute(tag, 'name'), { type: attribute(tag, 'type'), group: attribute(tag, 'substitutionGroup') });
  return { types, elements, values };
};

const { types, elements, values } = installed ? readSchema() : {};
const isAbstract = (name) => types.get(elements.get(name)?.type)?.isAbstract ?? false;
const inherited = (type, what) =>
  types.has(type) ? [...inherited(types.get(type).base, what), ...types.get(type)[what]] : [];
const members = (name) =>
  [...elements]
    .filter(([, one]) => one.group === name)
    .flatMap(([other]) => members(other))
    .concat(isAbstract(name) ? [] : [name]);

/// The elements that may stand in one of that type: name and type.
const childrenOf = (type) =>
  inherited(type, 'children').flatMap(({ ref, name, type: own }) =>
    ref
      ? members(ref.replace(/^\w+:/, '')).map((one) => ({ name: one, type: elements.get(one)?.type }))
      : [{ name, type: own }],
  );

const frames = [...base.matchAll(/‹(\w+)›/g)].map(([, name]) => name);
const typeOfFrame = (name) =>
  ({ conditionExpression: 'tFormalExpression', childLaneSet: 'tLaneSet' })[name] ?? elements.get(name).type;
const without = (text) => text.replace(/«\w+»|‹\w+›/g, '');
const file = (frame, attributes, child) => without(base.replace(`«${frame}»`, attributes).replace(`‹${frame}›`, child));

/// A value that changes something, if any does: not the standard one.
const otherValue = ({ type, standard }) => {
  if (type === 'xsd:boolean') return standard === 'true' ? 'false' : 'true';
  if (/int/.test(type)) return '7';
  return (values.get(type) ?? []).filter((value) => value !== standard).at(-1) ?? 'another';
};

/// Whether the base has such a child in that frame.
const stands = (frame, child) =>
  frames.includes(child) &&
  (frame !== 'definitions' || child === 'process') &&
  (frame === 'process' || base.split(`‹${frame}›`)[1].split(`</${frame}>`)[0].includes(`<${child}`));

/// The words that docs/workflow-language.md lists as descriptive: "userTask @implementation" or "* documentation".
const documented = () => {
  const page = readFileSync(join(root, 'docs/workflow-language.md'), 'utf8');
  const table = page.slice(page.indexOf('## What only describes'));
  const words = new Set();
  for (const [, where, what] of table.matchAll(/^\| ([^|]+?) \| ([^|]+?) \| [^|]+ \|$/gm))
    for (const [, element] of where.matchAll(/`([\w*]+)`/g))
      for (const [, word] of what.matchAll(/`(@?\w+)`/g)) words.add(`${element} ${word}`);
  return words;
};

/// The words that make the place descriptive; nothing when one on the way to it is missing. What stands in a
/// descriptive element describes too, unless the table has rows for that element itself.
const described = ({ frame, path, attribute }, words) => {
  const steps = [frame, ...path],
    keys = [];
  for (const [k, word] of [...path, ...(attribute ? [`@${attribute}`] : [])].entries()) {
    const key = [`${steps[k]} ${word}`, `* ${word}`].find((one) => words.has(one));
    if (!key) return undefined;
    keys.push(key);
    if (![...words].some((one) => one.startsWith(`${word} `))) break;
  }
  return keys;
};

/// One file for each attribute and child of each element that is executed, and for what lies below those children: once
/// where it describes, once where it does not.
const generate = (words) => {
  const cases = [],
    seen = new Set();
  const below = (frame, path, type, open, close) => {
    const describes = Boolean(described({ frame, path }, words));
    const once = (word) => {
      const key = `${describes} ${path.at(-1)} ${word}`;
      return !seen.has(key) && seen.add(key);
    };
    for (const attribute of inherited(type, 'attributes')) {
      if (!once(`@${attribute.name}`)) continue;
      const start = `${open.slice(0, -1)} ${attribute.name}="${otherValue(attribute)}">`;
      cases.push({ frame, path, attribute: attribute.name, text: file(frame, '', start + close) });
    }
    for (const child of childrenOf(type)) {
      if (path.includes(child.name) || path.length > 8 || !once(child.name)) continue;
      cases.push({ frame, path: [...path, child.name], text: file(frame, '', `${open}<${child.name}/>${close}`) });
      below(frame, [...path, child.name], child.type, `${open}<${child.name}>`, `</${child.name}>${close}`);
    }
  };
  for (const frame of frames) {
    for (const attribute of inherited(typeOfFrame(frame), 'attributes')) {
      const { name, standard } = attribute,
        other = otherValue(attribute);
      if (name === 'id' || new RegExp(`\\s${name}="[^"]*"[^>]*«${frame}»`).test(base)) continue;
      cases.push({ frame, path: [], attribute: name, text: file(frame, ` ${name}="${other}"`, '') });
      if (standard !== undefined && standard !== other)
        cases.push({
          frame,
          path: [],
          attribute: name,
          isStandard: true,
          text: file(frame, ` ${name}="${standard}"`, ''),
        });
    }
    for (const { name, type } of childrenOf(typeOfFrame(frame))) {
      if (stands(frame, name) || name === 'flowNodeRef') continue;
      cases.push({ frame, path: [name], text: file(frame, '', `<${name}/>`) });
      below(frame, [name], type, `<${name}>`, `</${name}>`);
    }
  }
  return cases;
};

/// The errors of each file, told by one process.
const check = (cases) => {
  const folders = cases.map(({ text }, i) => {
    const folder = join(scratch, `c${i}`);
    mkdirSync(folder, { recursive: true });
    for (const [name, content] of [
      ['pack.yaml', packYaml],
      ['p.bpmn', text],
      ['called.bpmn', called],
    ])
      writeFileSync(join(folder, name), content);
    return folder;
  });
  const run = spawnSync(binary, ['check', ...folders], { encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.equal(run.signal, null, run.stderr);
  assert.ok(run.status === 0 || run.status === 1, run.stderr);
  const errors = cases.map(() => []);
  for (const line of run.stdout.split('\n').filter((one) => one.includes(': error: ')))
    errors[Number(/\/c(\d+)\//.exec(line)[1])].push(line);
  return errors;
};

const where = ({ frame, path, attribute }) => `<${[frame, ...path].join('> <')}>${attribute ? ` ${attribute}` : ''}`;

test('the file that everything is put into is accepted as it is', options, () => {
  assert.deepEqual(check([{ text: without(base) }]), [[]]);
});

test('every element of the schema is put into a file, except three that have no place in it', options, () => {
  const reached = new Set([...frames, ...generate(documented()).flatMap(({ path }) => path)]);
  assert.deepEqual(
    [...elements.keys()].filter((name) => !isAbstract(name) && !reached.has(name)),
    ['callableElement', 'dataAssociation', 'gateway'],
  );
});

test('each word of the schema is executed, refused by name, or documented as descriptive', options, () => {
  const words = documented(),
    cases = generate(words),
    used = new Set(),
    wrong = [];
  assert.ok(cases.length > 1000, `Expected more than 1,000 files, but got ${cases.length}.`);
  assert.ok(words.size > 50, 'Expected a table under "What only describes".');
  const errors = check(cases);
  cases.forEach((one, i) => {
    const keys = described(one, words),
      [first] = errors[i];
    keys?.forEach((word) => used.add(word));
    if (keys || one.isStandard) {
      if (first) wrong.push(`${where(one)} should be accepted: ${first}`);
      return;
    }
    const isNamed = (line) =>
      [...one.path, one.attribute ?? one.path.at(-1)].some((name) =>
        new RegExp(`\\b${name}\\b`).test(line.split(': error: ')[1]),
      );
    if (!first) wrong.push(`${where(one)} is silently accepted`);
    else if (!errors[i].some(isNamed)) wrong.push(`${where(one)} is not refused by name: ${first}`);
  });
  assert.deepEqual(wrong, []);
  assert.deepEqual(
    [...words].filter((word) => !used.has(word)),
    [],
    'documented, but no word of the schema',
  );
});
