// How much may be handed in: of a case, and by a department in a day. And a virus scanner, asked about each file.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { bandian, sql, until } from './outside.mjs';
import { dataFolder, removeData, startService } from './service.mjs';

const now = '2018-10-08T09:00:00+08:00';
const MB = 1 << 20;
const application = {
  process: 'ten-kilovolt',
  applicant: { name: '郑十五' },
  site: { address: '周村区丝绸路15号' },
  attributes: { capacityKva: 630 },
};
const root = new URL('../../', import.meta.url).pathname;
const place = mkdtempSync(join(tmpdir(), 'bandian-bounds-'));
chmodSync(place, 0o755);
const socket = join(place, 'clamd.sock');
/// The packs of this house beside a desk of this test's.
for (const folder of ['workflows', 'web', 'docs']) cpSync(join(root, folder), join(place, folder), { recursive: true });
const desk = (bounds) => writeFileSync(join(place, 'workflows', 'desk.yaml'), `takes: [zhoucun-2018]\n${bounds}`);

const data = await dataFolder();
let service;
const start = (bounds, args = []) => {
  desk(bounds);
  return startService(now, { data, args: ['--workflows', join(place, 'workflows'), ...args] });
};
before(async () => {
  service = await start(
    'files: {caseMegabytes: 3, caseFiles: 4, departmentMegabytesADay: 6, departmentFilesADay: 7}\n',
  );
});
after(async () => {
  await service.stop();
  await removeData(data);
  rmSync(place, { recursive: true });
});

const pdf = (size) => Buffer.alloc(size, '%PDF-1.7\n');
async function put(caseNo, body) {
  const at = `${service.origin}/api/v1/cases/${caseNo}/materials/title`;
  const duplex = body instanceof ReadableStream ? 'half' : undefined;
  const response = await fetch(at, { method: 'PUT', body, headers: service.headers, duplex });
  const { code, detail } = await response.json();
  return { status: response.status, code, detail, retryAfter: Number(response.headers.get('Retry-After')) };
}
const open = async () => (await service.createCase(application)).caseNo;
const room = async (caseNo) => (await service.ask('GET', `/cases/${caseNo}`)).body.room;
const uploads = async () => Number((await sql(data, 'select count(*) from upload'))[0]);

test('a case holds so many bytes and files, says how many more, and a file too many leaves nothing', async () => {
  const caseNo = await open();
  assert.deepEqual(await room(caseNo), { bytes: 3 * MB, files: 4, largest: 50 * MB });
  assert.equal((await put(caseNo, pdf(2 * MB))).status, 201);
  assert.deepEqual(await room(caseNo), { bytes: MB, files: 3, largest: 50 * MB });
  const before = await uploads();
  const refused = await put(caseNo, pdf(MB + 1));
  assert.deepEqual([refused.status, refused.code], [413, 'case-full']);
  assert.match(refused.detail, /at most 4 and 3 MB/);
  // One that does not say its length is found when it is there.
  const chunked = await put(caseNo, new Blob([pdf(MB + 1)]).stream());
  assert.deepEqual([chunked.status, chunked.code], [413, 'case-full']);
  assert.equal(await uploads(), before);
  for (let i = 0; i < 3; ++i) assert.equal((await put(caseNo, pdf(100))).status, 201);
  assert.deepEqual([(await put(caseNo, pdf(100))).code, (await room(caseNo)).files], ['case-full', 0]);
});

test('files that come at once do not both find the last place', async () => {
  const caseNo = await open();
  await put(caseNo, pdf(100));
  const done = await Promise.all(Array.from({ length: 6 }, (_, i) => put(caseNo, pdf(100 + i))));
  // Five the department has by now, of seven.
  assert.equal(done.filter(({ status }) => status === 201).length, 2, JSON.stringify(done));
  assert.deepEqual([...new Set(done.map(({ code }) => code).filter(Boolean))], ['department-full']);
});

test('a department goes on after a day', async () => {
  const caseNo = await open();
  const refused = await put(caseNo, pdf(100));
  assert.deepEqual([refused.status, refused.code, refused.retryAfter > 0], [429, 'department-full', true]);
  await service.setClock('2018-10-09T09:00:01+08:00');
  assert.equal((await put(caseNo, pdf(100))).status, 201);
});

test('bounds that are none are told with their place, before anything is made', async () => {
  for (const [bounds, told] of [
    ['files: { caseMegabytes: -1 }\n', /desk\.yaml:2:\d+: error: Expected caseMegabytes as a whole number from 1 on/],
    ['files: { caseMegabites: 1 }\n', /Expected a key that files has/],
    ['files: 500\n', /Expected files as a mapping/],
  ]) {
    desk(bounds);
    const where = ['--workflows', join(place, 'workflows'), '--data', join(place, 'never'), '--listen', '127.0.0.1:0'];
    const { code, err } = await bandian('serve', ...where);
    assert.notEqual(code, 0);
    assert.match(err, told);
  }
  assert.ok(!existsSync(join(place, 'never')));
});

test('a scanner that is not there, or hangs up, or goes on about something else, lets nothing in', async () => {
  await service.stop();
  service = await start('', ['--clamd', socket]);
  assert.match(service.said(), /Expected clamd to answer at .*, but it does not/);
  const caseNo = await open(),
    before = await uploads();
  const refused = async () => {
    const answer = await put(caseNo, pdf(1000));
    assert.deepEqual([answer.status, answer.code, answer.retryAfter > 0], [503, 'scanner-unreachable', true]);
  };
  await refused();
  for (const answer of ['', 'stream: OK', 'stream: OK, more or less\0', 'INSTREAM size limit exceeded. ERROR\0']) {
    const false_scanner = createServer((one) => {
      one.on('error', () => {});
      one.resume();
      one.end(answer);
    });
    await new Promise((resolve) => false_scanner.listen(socket, resolve));
    chmodSync(socket, 0o777);
    await refused();
    await new Promise((resolve) => false_scanner.close(resolve));
    rmSync(socket, { force: true });
  }
  assert.equal(await uploads(), before);
});

test('clamd finds what it knows, in a file and in an archive, and lets the rest in', async (t) => {
  const program = '/usr/sbin/clamd';
  if (!existsSync(program)) return t.skip('clamd is not installed');
  const signatures = join(place, 'signatures');
  mkdirSync(signatures);
  // EICAR's test file, put together here so that no scanner finds it in this one, and a signature of it in hex.
  const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}', '$EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE!$H+H*'].join('');
  writeFileSync(join(signatures, 'eicar.ndb'), `Eicar-Test:0:*:${Buffer.from(eicar).toString('hex')}\n`);
  writeFileSync(
    join(place, 'clamd.conf'),
    [
      'Foreground yes',
      `DatabaseDirectory ${signatures}`,
      `LocalSocket ${socket}`,
      'LocalSocketMode 666',
      'StreamMaxLength 60M',
      `TemporaryDirectory ${place}`,
      '',
    ].join('\n'),
  );
  const clamd = spawn(program, ['--config-file', join(place, 'clamd.conf')], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [clamd.stdout, clamd.stderr])
    stream.on('data', (text) => {
      said += text;
    });
  const ended = new Promise((resolve) => clamd.once('exit', resolve));
  try {
    await until('clamd to listen', () => clamd.exitCode !== null || existsSync(socket), { limit: 60_000 });
    assert.equal(clamd.exitCode, null, said);
    const caseNo = await open(),
      before = await uploads();
    const found = await put(caseNo, Buffer.concat([pdf(3 * MB), Buffer.from(eicar)]));
    assert.deepEqual([found.status, found.code], [422, 'harmful-file'], `${JSON.stringify(found)} ${said}`);
    assert.match(found.detail, /Eicar-Test/);
    assert.equal(await uploads(), before);
    const good = await put(caseNo, pdf(40 * MB));
    assert.equal(good.status, 201, `${JSON.stringify(good)} ${said}`);
    clamd.kill('SIGKILL');
    await ended;
    assert.equal((await put(caseNo, pdf(1000))).status, 503, 'gone while the service works');
  } finally {
    clamd.kill('SIGKILL');
    await ended;
  }
});
