// The workflow files as process people open them, in bpmn.io's viewer.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';

import { artefacts, launch } from './browser.mjs';

const root = new URL('../../workflows/', import.meta.url);
const dist = (path) => fileURLToPath(new URL(`../../node_modules/bpmn-js/dist/${path}`, import.meta.url));
const packs = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const files = packs.flatMap((pack) =>
  readdirSync(new URL(pack, root))
    .filter((name) => name.endsWith('.bpmn'))
    .map((name) => [pack, name]),
);
const bd = JSON.parse(readFileSync(new URL('schema/bandian-moddle.json', root), 'utf8'));

let chrome;
before(
  async () => {
    chrome = await launch();
  },
  { timeout: 60_000 },
);
after(() => chrome?.close());

/// A page with the viewer on it, which asks nothing of anybody.
async function withViewer(act) {
  const page = await chrome.newPage({ viewport: { width: 1280, height: 900 }, deviceScaleFactor: 2 });
  const faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) faults.push(`request ${request.url()}`);
  });
  await page.setContent(
    '<!doctype html><html lang="zh-CN"><body style="margin:0"><div id="canvas"></div></body></html>',
  );
  for (const path of ['assets/diagram-js.css', 'assets/bpmn-js.css']) await page.addStyleTag({ path: dist(path) });
  await page.addScriptTag({ path: dist('bpmn-viewer.production.min.js') });
  await act(page);
  await page.close();
  assert.deepEqual(faults, []);
}

/// Opens a file, and makes the canvas as large as the drawing. Says what went wrong, what is drawn, and a limit as the tool knows it.
const open = (page, xml) =>
  page.evaluate(
    async ({ xml, bd }) => {
      const canvas = document.querySelector('#canvas');
      const viewer = new globalThis.BpmnJS({ container: canvas, width: 1280, height: 900, moddleExtensions: { bd } });
      const { warnings } = await viewer.importXML(xml);
      const drawing = viewer.get('canvas').viewbox().inner;
      const size = { width: Math.ceil(drawing.width) + 80, height: Math.ceil(drawing.height) + 80 };
      canvas.style.width = canvas.firstElementChild.style.width = `${size.width}px`;
      canvas.style.height = canvas.firstElementChild.style.height = `${size.height}px`;
      viewer.get('canvas').resized();
      viewer.get('canvas').viewbox({ x: drawing.x - 40, y: drawing.y - 40, ...size });
      const tasks = viewer.get('elementRegistry').filter((element) => element.type === 'bpmn:UserTask');
      return {
        warnings: warnings.map(({ message }) => message),
        size,
        outcomes: tasks.map(({ businessObject }) => businessObject.get('bd:outcomes')),
      };
    },
    { xml, bd },
  );

test('there are workflow files', () => assert.ok(files.length > 0));

for (const [pack, name] of files)
  test(`${pack}/${name} opens in bpmn-js without a warning`, { timeout: 60_000 }, () =>
    withViewer(async (page) => {
      const { warnings, size, outcomes } = await open(page, readFileSync(new URL(`${pack}/${name}`, root), 'utf8'));
      assert.deepEqual(warnings, []);
      assert.ok(
        outcomes.length > 0 && outcomes.every(Boolean),
        `Expected each task to have outcomes, but got: ${outcomes.join('; ')}`,
      );
      await page.setViewportSize(size);
      await page.screenshot({ path: join(artefacts, `bpmn-${pack}-${name.replace(/\.bpmn$/, '')}.png`) });
    }),
  );

test('bpmn-js warns of an attribute of ours that is misspelt', { timeout: 60_000 }, () =>
  withViewer(async (page) => {
    const [pack, name] = files[0];
    const xml = readFileSync(new URL(`${pack}/${name}`, root), 'utf8').replace('bd:outcomes=', 'bd:outcome=');
    assert.match((await open(page, xml)).warnings.join(), /unknown attribute <bd:outcome>/);
  }),
);
