// The workflow files are BPMN 2.0 that other tools read, check and write back without losing a word of ours.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const require = createRequire(import.meta.url);
const npm = new URL('../../node_modules/', import.meta.url);
const root = new URL('../../workflows/', import.meta.url);
const ours = 'urn:bandian:workflow:1';
const installed = ['bpmn-moddle', 'bpmnlint', 'ajv', '@camunda/element-templates-json-schema'].every((name) =>
  existsSync(new URL(name, npm)),
);
const options = { skip: installed ? false : 'npm packages are not installed' };

const read = (...path) => readFileSync(new URL(path.join('/'), root), 'utf8');
const packs = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const files = packs.flatMap((pack) =>
  readdirSync(new URL(pack, root))
    .filter((name) => name.endsWith('.bpmn'))
    .map((name) => [pack, name]),
);
const descriptor = JSON.parse(read('schema', 'bandian-moddle.json'));

/// Every word of the vocabulary once, whether or not a pack uses it.
const everyWord = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bd="${ours}" targetNamespace="urn:bandian:test">
  <bpmn:process id="p" bd:nameEn="Process" isExecutable="true">
    <bpmn:extensionElements>
      <bd:clock id="c" name="时限" nameEn="Clock" limit="if a &gt;= 2 then 7 else 5" unit="calendar-days" kind="each" covers="* role:office call.t"
        except="t" notBefore="call.t" extendBy="10" warnAt="0" clause="第一条 &quot;甲&quot;"/>
      <bd:correction within="5" after="t" clause="第二条"/>
    </bpmn:extensionElements>
    <bpmn:laneSet id="lanes"><bpmn:lane id="lane" bd:role="office" bd:nameEn="Office"/></bpmn:laneSet>
    <bpmn:startEvent id="s" bd:nameEn="Start"/>
    <bpmn:userTask id="t" bd:nameEn="Task" bd:limit="a &lt; 2" bd:unit="months" bd:warnAt="1" bd:notBefore="call.t" bd:outcomes="yes no"
      bd:asks="a b" bd:materials="m n" bd:clause="第三条" bd:validMonths="12" bd:party="works"/>
    <bpmn:boundaryEvent id="b" attachedToRef="t" bd:nameEn="Silence" bd:clock="t" bd:outcome="yes" bd:effective="start" bd:clause="第四条">
      <bpmn:timerEventDefinition id="timer"/>
    </bpmn:boundaryEvent>
    <bpmn:callActivity id="call" bd:nameEn="Call" bd:clause="第五条">
      <bpmn:multiInstanceLoopCharacteristics bd:each="permits.places" bd:where="place.a = true"/>
    </bpmn:callActivity>
    <bpmn:endEvent id="e" bd:nameEn="End" bd:state="energized"/>
    <bpmn:sequenceFlow id="f" sourceRef="s" targetRef="t" bd:nameEn="Flow"/>
  </bpmn:process>
</bpmn:definitions>
`;

let folder;
const scratch = (name, text) => {
  folder ??= mkdtempSync(join(tmpdir(), 'bandian-bpmn-'));
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
after(() => folder && rmSync(folder, { recursive: true }));

const xmllint = (text, ...more) => {
  const { status, stdout, stderr, error } = spawnSync('xmllint', ['--nonet', ...more, '-'], {
    input: text,
    encoding: 'utf8',
  });
  if (error) throw new Error('Expected xmllint (libxml2-utils), but it is not installed.', { cause: error });
  return { status, stdout, stderr };
};

/// What the OMG's schema and ours say against a file.
const schemaFaults = (text) => {
  const driver = scratch(
    'driver.xsd',
    `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:import namespace="http://www.omg.org/spec/BPMN/20100524/MODEL" schemaLocation="${new URL('bpmn-moddle/resources/bpmn/xsd/BPMN20.xsd', npm)}"/>
  <xs:import namespace="${ours}" schemaLocation="${new URL('schema/bandian-workflow-1.xsd', root)}"/>
</xs:schema>`,
  );
  const { status, stderr } = xmllint(text, '--noout', '--schema', driver);
  assert.ok([0, 3].includes(status), stderr);
  return status === 0 ? '' : stderr;
};

/// Our attributes and elements, each under the nearest id, in no order: "accept userTask bd:limit=2".
const wordsOfOurs = (text) => {
  const { status, stdout, stderr } = xmllint(text, '--c14n');
  assert.equal(status, 0, stderr);
  const found = [],
    ids = [''];
  for (const [, close, tag, attributes] of stdout
    .replace(/<!--.*?-->/gs, '')
    .matchAll(/<(\/?)([\w:]+)((?:\s[\w:.-]+="[^"]*")*)>/g)) {
    if (close) {
      ids.pop();
      continue;
    }
    const own = tag.startsWith('bd:');
    const pairs = [...attributes.matchAll(/\s([\w:.-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]);
    ids.push(pairs.find(([name]) => name === 'id')?.[1] ?? ids.at(-1));
    if (own) found.push(`${ids.at(-2)} <${tag}>`);
    for (const [name, value] of pairs)
      if (own || name.startsWith('bd:')) found.push(`${ids.at(-1)} ${tag} ${name}=${value}`);
  }
  return found.sort();
};

const moddle = () =>
  new (require('bpmn-moddle').default ?? require('bpmn-moddle'))({ bd: structuredClone(descriptor) });

const opened = async (text) => {
  const { rootElement, warnings } = await moddle().fromXML(text);
  return { rootElement, warnings: warnings.map(({ message }) => message) };
};

const roundTrip = async (text) => {
  const { rootElement, warnings } = await opened(text);
  assert.deepEqual(warnings, []);
  return (await moddle().toXML(rootElement, { format: true })).xml;
};

/// A slip that changes nothing would prove nothing.
const changed = (text, from, to) => {
  assert.equal(text.split(from).length, 2, `Expected ${from} once.`);
  return text.replace(from, to);
};

test('there are workflow files', () => assert.ok(files.length > 0));

for (const [pack, name] of files) {
  const file = `${pack}/${name}`;

  test(`${file} is valid BPMN 2.0, and so are its attributes of ours`, options, () =>
    assert.equal(schemaFaults(read(pack, name)), ''),
  );

  test(`${file} follows bpmnlint's recommended rules`, options, async () =>
    assert.deepEqual(await complaints(read(pack, name)), []),
  );

  test(`${file} comes back from bpmn-moddle with every word of ours`, options, async () => {
    const text = read(pack, name);
    const words = wordsOfOurs(text);
    assert.ok(words.length > 0);
    assert.deepEqual(wordsOfOurs(await roundTrip(text)), words);
  });
}

test('a file with every word of ours is valid, and comes back with all of them', options, async () => {
  assert.equal(schemaFaults(everyWord), '');
  const words = wordsOfOurs(everyWord);
  const names = [...new Set(words.map((word) => word.match(/ (?:bd:)?(\w+)=/)?.[1]).filter(Boolean))].sort();
  assert.deepEqual(
    names,
    [...new Set(descriptor.types.flatMap(({ properties }) => properties.map(({ name }) => name)))].sort(),
  );
  const back = await roundTrip(everyWord);
  assert.deepEqual(wordsOfOurs(back), words);
  assert.equal(schemaFaults(back), '');
});

test('the schema refuses a wrong value of ours, and a wrong element of ours', options, () => {
  for (const [from, to] of [
    ['bd:state="energized"', 'bd:state="enrgized"'],
    ['bd:unit="months"', 'bd:unit="weeks"'],
    ['bd:warnAt="1"', 'bd:warnAt="soon"'],
    ['bd:limit="a &lt; 2"', 'bd:limit=""'],
    ['bd:outcomes="yes no"', 'bd:outcomes=" "'],
    ['bd:outcome="yes"', 'bd:outcome="yes no"'],
    ['bd:effective="start"', 'bd:effective="begin"'],
    ['bd:each="permits.places"', 'bd:each="permits..places"'],
    [' limit="if a &gt;= 2 then 7 else 5"', ''],
    [' covers="* role:office call.t"', ''],
    ['covers="* role:office call.t"', 'covers="rule:office"'],
    ['covers="* role:office call.t"', 'covers="call.*"'],
    ['kind="each"', 'kind="all"'],
    ['extendBy="10"', 'extendsBy="10"'],
    ['within="5"', 'within="0"'],
    [' after="t"', ''],
  ])
    assert.match(schemaFaults(changed(everyWord, from, to)), /Schemas validity error/, `${from} as ${to}`);
  const text = read('zhoucun-2018', 'low-voltage.bpmn');
  assert.match(schemaFaults(changed(text, 'bd:state="energized"', 'bd:state="enrgized"')), /enrgized/);
  assert.match(schemaFaults(changed(text, ' limit="15"', '')), /'limit' is required/);
});

test('bpmn-moddle warns of an attribute of ours that is misspelt or on the wrong element', options, async () => {
  for (const [from, to] of [
    ['bd:limit=', 'bd:limti='],
    ['bd:state=', 'bd:limit='],
    ['bd:each=', 'bd:role='],
    ['bd:role=', 'bd:clause='],
  ])
    assert.match(
      (await opened(changed(everyWord, from, to))).warnings.join(),
      /unknown attribute <bd:/,
      `${from} as ${to}`,
    );
});

test('bpmnlint complains of a node without a label', options, async () => {
  const text = changed(read('zhoucun-2018', 'low-voltage.bpmn'), ' name="装表送电" bd', ' bd');
  assert.deepEqual(await complaints(text), ['meter-energize label-required: Element is missing label/name']);
});

test('the schema, the descriptor and the templates know the same words', options, () => {
  const schema = read('schema', 'bandian-workflow-1.xsd');
  const names = (path) =>
    [...xmllint(schema, '--xpath', path).stdout.matchAll(/"(.*?)"/g)].map(([, name]) => name).sort();
  const named = (name) => `//*[local-name()="element" and @name="${name}"]//*[local-name()="attribute"]/@name`;
  const properties = (types) => types.flatMap((type) => type.properties.map(({ name }) => name)).sort();
  const [extending, elements] = [true, false].map((extend) =>
    descriptor.types.filter((type) => Boolean(type.extends) === extend),
  );

  assert.deepEqual(names('/*/*[local-name()="attribute"]/@name'), properties(extending));
  assert.deepEqual(names('/*/*[local-name()="element"]/@name'), elements.map(({ name }) => name.toLowerCase()).sort());
  for (const element of elements)
    assert.deepEqual(names(named(element.name.toLowerCase())), properties([element]), element.name);
  for (const { name, literalValues } of descriptor.enumerations)
    assert.deepEqual(
      names(`/*/*[@name="${name}"]//*[local-name()="enumeration"]/@value`),
      literalValues.map((value) => value.name).sort(),
      name,
    );
});

test('every type, attribute and value of the schema is documented', options, () => {
  const undocumented =
    '//*[(local-name()="attribute" or local-name()="element" or @name) and local-name()!="schema" and not(*[local-name()="annotation"])]/@name';
  assert.equal(xmllint(read('schema', 'bandian-workflow-1.xsd'), '--xpath', undocumented).stdout, '');
});

test(
  'the element templates follow their format, and give a field to every attribute of ours that they can bind',
  options,
  () => {
    const Ajv = require('ajv');
    const templates = JSON.parse(read('schema', 'element-templates.json'));
    const check = new Ajv({ allErrors: true, strict: false }).compile(
      require('@camunda/element-templates-json-schema/resources/schema.json'),
    );
    check(templates);
    assert.deepEqual(check.errors, null);
    assert.equal(new Set(templates.map(({ id }) => id)).size, templates.length);

    const bound = new Set();
    for (const { name, appliesTo, properties, groups = [] } of templates)
      for (const { binding, choices, group } of properties) {
        for (const element of appliesTo) {
          const property = moddle().create(element).$descriptor.propertiesByName[binding.name];
          assert.ok(property, `${binding.name} of ${element} in ${name}`);
          const values = descriptor.enumerations.find((kind) => `bd:${kind.name}` === property.type)?.literalValues;
          assert.deepEqual(
            choices?.map(({ value }) => value),
            values?.map((value) => value.name),
            `${binding.name} in ${name}`,
          );
          bound.add(`${element} ${binding.name}`);
        }
        assert.ok(!group || groups.some(({ id }) => id === group), `${group} in ${name}`);
      }
    const bindable = [
      'Process',
      'Lane',
      'StartEvent',
      'EndEvent',
      'UserTask',
      'CallActivity',
      'BoundaryEvent',
      'ExclusiveGateway',
      'ParallelGateway',
      'InclusiveGateway',
      'SequenceFlow',
    ].map((name) => `bpmn:${name}`);
    assert.deepEqual(
      [...bound].sort(),
      bindable
        .flatMap((element) =>
          Object.keys(moddle().create(element).$descriptor.propertiesByName)
            .filter((name) => name.startsWith('bd:'))
            .map((name) => `${element} ${name}`),
        )
        .sort(),
    );
  },
);

async function complaints(text) {
  const { Linter } = require('bpmnlint');
  const Resolver = require('bpmnlint/lib/resolver/node-resolver');
  const linter = new Linter({
    resolver: new Resolver(),
    config: {
      extends: 'bpmnlint:recommended',
      // the rule would have several exclusive gateways instead; "any of these permits" is one choice, and is executed as such
      rules: { 'no-inclusive-gateway': 'off' },
    },
  });
  const results = await linter.lint((await opened(text)).rootElement);
  return Object.entries(results).flatMap(([rule, found]) =>
    found.map(({ id, message }) => `${id} ${rule}: ${message}`),
  );
}
