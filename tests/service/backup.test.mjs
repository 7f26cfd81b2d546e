// A backup made at work is a whole record somewhere else; a restore harms nothing that is there; and who is erased is gone from both.

import assert from 'node:assert/strict';
import { createHash, createHmac, randomFillSync } from 'node:crypto';
import { readFileSync, statSync, truncateSync, writeFileSync, copyFileSync, existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { bandian, run, sql, until, urlOf } from './outside.mjs';
import { receiver, workflowsThatAllow } from './receivers.mjs';
import { dataFolder, removeData, startService } from './service.mjs';

const now = '2018-10-08T09:00:00+08:00';
const application = {
  process: 'ten-kilovolt',
  applicant: { name: '郑十三', phone: '13800000013', idNumber: '370306199001011238' },
  site: { address: '周村区丝绸路13号' },
  attributes: { capacityKva: 630 },
};
const file = Buffer.concat([Buffer.from('%PDF-1.7\n郑十三的身份证\n'), randomFillSync(Buffer.alloc(2_500_000))]);
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

const data = await dataFolder();
const beside = (name) => join(dirname(data), name);
const dump = beside('record.dump');
const workflows = workflowsThatAllow(data);
let service, kept; // the case that is looked for everywhere
let acknowledged = [];

const put = (id, name, body = file, on = service) =>
  fetch(`${on.origin}/api/v1/cases/${kept.caseNo}/materials/${id}`, {
    method: 'PUT',
    headers: { ...on.headers, 'X-File-Name': encodeURIComponent(name) },
    body,
  });
const bytesOf = async (on, id) =>
  Buffer.from(await (await on.send('GET', `/cases/${kept.caseNo}/materials/${id}`)).arrayBuffer());
const status = async (on) =>
  await on.send('GET', `/status/${kept.caseNo}`, { headers: { 'X-Receipt-Code': kept.receiptCode } });
const look = async (on, caseNo = kept.caseNo) => (await on.ask('GET', `/cases/${caseNo}`)).body;
const verify = (where) => bandian('audit', 'verify', ...where);
/// Tables of a database, by name.
const tables = (name) =>
  sql(data, "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'", { name });

before(async () => {
  service = await startService(now, { data, args: ['--workflows', workflows] });
  kept = await service.createCase(application);
  assert.equal((await put('identity', '郑十三身份证.pdf')).status, 201);
  await service.act(kept.caseNo, 'accept', 'complete', { outcome: 'accepted' });
});
after(async () => {
  await service.stop();
  await removeData(data);
});

test('a backup is made while the service is written to, and for nobody else to read', async () => {
  let over = false;
  const others = { ...application, applicant: { name: '别人' }, site: { address: '别处' } };
  const clerks = Array.from({ length: 3 }, async () => {
    while (!over) {
      const { caseNo } = await service.createCase(others);
      await service.act(caseNo, 'accept', 'complete', { outcome: 'accepted' });
      acknowledged.push(caseNo);
    }
  });
  await until('work', () => acknowledged.length >= 10);
  const first = [...acknowledged];
  const { code, out, err } = await bandian('backup', dump, '--data', data);
  assert.equal(code, 0, err);
  assert.equal(out, `${dump} holds the record.\n`);
  const atEnd = acknowledged.length;
  await until('more work', () => acknowledged.length > atEnd);
  over = true;
  await Promise.all(clerks);
  assert.ok(atEnd > first.length, 'nobody wrote meanwhile');
  acknowledged = first;
  assert.equal(statSync(dump).mode & 0o777, 0o600);
  assert.deepEqual(
    readdirSync(dirname(data)).filter((name) => name.includes('.part')),
    [],
  );
});

test('restored into a new folder it is the same record: the log verifies, and case, files and receipt code are good', async (t) => {
  const there = beside('new');
  const { code, out, err } = await bandian('restore', dump, '--data', there);
  assert.equal(code, 0, err);
  assert.match(out, /restored/);
  const verified = await verify(['--data', there]);
  assert.equal(verified.code, 0, verified.out + verified.err);
  const [, cases] = verified.out.match(/^(\d+) cases, \d+ events: all as recorded$/m);
  assert.ok(Number(cases) > acknowledged.length, 'all that was acknowledged before it began');
  const restored = await startService(now, { data: there });
  t.after(() => restored.stop());
  for (const caseNo of acknowledged) assert.equal((await look(restored, caseNo)).version, 2, caseNo);
  assert.deepEqual(await look(restored), await look(service));
  assert.deepEqual(
    (await restored.ask('GET', `/cases/${kept.caseNo}/events`)).body,
    (await service.ask('GET', `/cases/${kept.caseNo}/events`)).body,
  );
  assert.equal(sha256(await bytesOf(restored, 'identity')), sha256(file));
  const shown = await status(restored);
  assert.equal(shown.status, 200);
  assert.deepEqual(await shown.json(), await (await status(service)).json());
  await restored.act(kept.caseNo, 'supply-plan', 'hold', { reason: 'site-inaccessible' });
  const fresh = await restored.createCase(application);
  assert.ok(fresh.caseNo > kept.caseNo);
  // The record it was made of has given that number to somebody else.
  const [lost] = [(await service.ask('GET', `/cases/${fresh.caseNo}/receipt`)).body];
  assert.equal(lost.caseNo, fresh.caseNo);
  const shownWith = async (code) =>
    (await restored.send('GET', `/status/${fresh.caseNo}`, { headers: { 'X-Receipt-Code': code } })).status;
  assert.notEqual(lost.receiptCode, fresh.receiptCode);
  assert.deepEqual(
    [await shownWith(lost.receiptCode), await shownWith(fresh.receiptCode), await shownWith(lost.receiptCode)],
    [404, 200, 404],
  );
  const printed = async (on) =>
    (await (await on.send('GET', `/cases/${fresh.caseNo}/notices/acceptance`)).text()).match(
      /<th>查验码<\/th><td>([^<]+)/,
    )[1];
  await restored.act(fresh.caseNo, 'accept', 'complete', { outcome: 'accepted' });
  const genuine = async (code) =>
    (await restored.ask('GET', `/status/${fresh.caseNo}/notices/acceptance?check=${code}`)).body.genuine;
  assert.deepEqual(
    [await genuine(await printed(restored)), await genuine(await printed(service))],
    [true, false],
    'nor is a notice of the other one genuine',
  );
  assert.equal((await verify(['--data', there])).code, 0);
});

test('a receipt that was printed before codes were mixed with a salt stays good', async () => {
  const { caseNo, receiptCode } = await service.createCase({
    ...application,
    applicant: { name: '别人' },
    site: { address: '别处' },
  });
  await sql(data, `update case_file set receipt_salt = null where case_no = '${caseNo}'`);
  const [secret] = await sql(data, "select encode(value, 'hex') from setting where name = 'receipt-secret'");
  const printed = [...createHmac('sha256', Buffer.from(secret, 'hex')).update(caseNo).digest().subarray(0, 10)]
    .map((byte) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[byte % 32])
    .join('');
  const shownWith = async (code) =>
    (await service.send('GET', `/status/${caseNo}`, { headers: { 'X-Receipt-Code': code } })).status;
  assert.deepEqual([await shownWith(printed), await shownWith(receiptCode)], [200, 404]);
});

test('a restore over a record is refused and changes nothing', async () => {
  const before = await look(service),
    [count] = await sql(data, 'select count(*) from event');
  const refused = await bandian('restore', dump, '--data', data);
  assert.equal(refused.code, 1);
  assert.match(refused.err, /without a record.*Nothing was changed/);
  assert.deepEqual(await look(service), before);
  assert.deepEqual(await sql(data, 'select count(*) from event'), [count]);
  assert.equal((await verify(['--data', data])).code, 0);
});

test('a backup onto a file that is there, or where nobody can write, is refused', async () => {
  const before = readFileSync(dump);
  const refused = await bandian('backup', dump, '--data', data);
  assert.equal(refused.code, 2);
  assert.match(refused.err, /is there: choose another name/);
  assert.ok(readFileSync(dump).equals(before));
  assert.equal((await bandian('backup', beside('no/such/folder/a.dump'), '--data', data)).code, 2);
  assert.equal((await bandian('backup', '--data', data)).code, 2);
});

test('of a dump that is cut off, or none, nothing is kept; the whole one can then go there', async () => {
  await sql(data, 'create database spare');
  const whole = readFileSync(dump);
  const bad = beside('bad.dump');
  for (const bytes of [0, 5, 1_000, 0.3 * whole.length, 0.7 * whole.length, whole.length - 1]) {
    copyFileSync(dump, bad);
    truncateSync(bad, Math.floor(bytes));
    const refused = await bandian('restore', bad, '--database', urlOf(data, 'spare'));
    assert.equal(refused.code, 3, `cut to ${Math.floor(bytes)} of ${whole.length} bytes: ${refused.out}${refused.err}`);
    assert.match(refused.err, /nothing was kept/);
    assert.deepEqual(await tables('spare'), [], `cut to ${Math.floor(bytes)} bytes`);
  }
  writeFileSync(bad, '<html>not found</html>');
  assert.equal((await bandian('restore', bad, '--database', urlOf(data, 'spare'))).code, 3);
  assert.equal((await bandian('restore', beside('nowhere.dump'), '--database', urlOf(data, 'spare'))).code, 2);
  assert.deepEqual(await tables('spare'), []);
  assert.equal((await bandian('restore', dump, '--database', urlOf(data, 'spare'))).code, 0);
  assert.equal((await verify(['--database', urlOf(data, 'spare')])).code, 0);
});

test('a backup of a folder in which there is no record is refused, not called one', async () => {
  const wrong = beside('slip');
  const { code, out } = await bandian('backup', beside('slip.dump'), '--data', wrong);
  const made = existsSync(join(wrong, 'postgres'));
  assert.notEqual(code, 0, out);
  assert.ok(!made);
});

test('a restored record tells nobody anything until its subscribers are resumed, and what waits can be left out', async (t) => {
  const told = await receiver((response) => response.writeHead(500).end()),
    witness = await receiver();
  t.after(() => Promise.all([told.close(), witness.close()]));
  const other = { ...application, applicant: { name: '别人' }, site: { address: '别处' } };
  const on =
    (where) =>
    (...words) =>
      bandian('subscriber', ...words, '--data', where);
  assert.equal((await on(data)('add', 'ledger', told.url, '--kinds', 'entry', '--workflows', workflows)).code, 0);
  await service.createCase(other);
  await until('the first attempt to be settled', async () => (await on(data)('list')).out.includes('it answered 500'));
  const copy = beside('told.dump'),
    there = beside('told');
  assert.equal((await bandian('backup', copy, '--data', data)).code, 0);
  const restoring = await bandian('restore', copy, '--data', there);
  assert.match(restoring.out, /^Its 1 subscribers are paused: bandian subscriber resume NAME \[--skip-waiting\] /m);

  const subscriber = on(there);
  const restored = await startService('2018-10-08T15:00:00+08:00', { data: there, args: ['--workflows', workflows] });
  t.after(() => restored.stop());
  assert.equal((await subscriber('add', 'witness', witness.url, '--kinds', 'entry', '--workflows', workflows)).code, 0);
  told.answer = (response) => response.writeHead(204).end();
  await restored.createCase(other);
  await until('the witness to be told', () => witness.messages.length === 1);
  assert.equal(told.messages.length, 1);
  assert.match((await subscriber('list')).out, /^ledger {2}.* {2}paused {2}waiting 2, delivered 0, dead 0/m);
  assert.equal((await subscriber('resume', 'nobody')).code, 1);
  assert.equal((await subscriber('pause', 'nobody')).code, 1);
  assert.equal((await subscriber('resume', 'ledger')).out, 'resumed, 0 messages given up\n');
  await until('what waited', () => told.messages.length === 3);
  assert.equal(told.ids().filter((id) => id === told.ids()[0]).length, 2, 'with the id it had');

  assert.equal((await subscriber('pause', 'ledger')).code, 0);
  await restored.createCase(other);
  await until('the witness to be told', () => witness.messages.length === 2);
  assert.equal((await subscriber('resume', 'ledger', '--skip-waiting')).out, 'resumed, 1 messages given up\n');
  assert.match(
    (await subscriber('list')).out,
    /^ledger {2}.* {2}waiting 0, delivered 2, dead 1: given up when it was resumed$/m,
  );
  assert.equal(told.messages.length, 3);
  assert.equal((await subscriber('replay', 'ledger')).out, '1 messages are sent again\n');
  assert.equal((await on(data)('remove', 'ledger')).code, 0);
});

test("the service's own role may make a backup", async () => {
  const byRole = beside('role.dump');
  const { code, err } = await bandian(
    'backup',
    byRole,
    '--database',
    urlOf(data).replace('user=bandian', 'user=bandian_service'),
  );
  assert.equal(code, 0, err);
  await sql(data, 'create database by_role');
  assert.equal((await bandian('restore', byRole, '--database', urlOf(data, 'by_role'))).code, 0);
  assert.equal((await verify(['--database', urlOf(data, 'by_role')])).code, 0);
});

const personal = [...Object.values(application.applicant), application.site.address];
/// A dump as SQL text; files in it are hexadecimal.
const textOf = async (path) => (await run('pg_restore', ['--file=-', path])).out;
const fileInText = file.subarray(5_000, 5_100).toString('hex');

test('a person is erased with a reason and no other way', async () => {
  assert.equal((await bandian('person', 'erase', kept.caseNo, '--data', data)).code, 2);
  assert.equal((await bandian('person', 'erase', kept.caseNo, '--reason', ' ', '--data', data)).code, 2);
  assert.equal((await bandian('person', 'erase', 'ZC2018-999999', '--reason', '本人要求', '--data', data)).code, 1);
  assert.deepEqual((await look(service)).applicant, application.applicant);
});

test('a note that names the person goes with the rest', async () => {
  const other = await service.createCase(application);
  await service.ask('POST', `/cases/${other.caseNo}/notes`, { text: '郑十三来电 13800000013' });
  assert.equal((await bandian('person', 'erase', other.caseNo, '--reason', '本人要求', '--data', data)).code, 0);
  const text = await (await service.send('GET', `/cases/${other.caseNo}`)).text();
  assert.ok(!text.includes('郑十三'));
});

test('of an erased person nothing is told any more, and the files are gone; the case goes on and its log verifies', async () => {
  await put('title', '郑十三房产证.pdf');
  const events = (await service.ask('GET', `/cases/${kept.caseNo}/events`)).body;
  const { code, out, err } = await bandian('person', 'erase', kept.caseNo, '--reason', '本人要求', '--data', data);
  assert.equal(code, 0, err);
  assert.match(out, new RegExp(kept.caseNo));
  const seen = await look(service);
  assert.deepEqual([seen.applicant, seen.site], [{}, {}]);
  for (const id of ['identity', 'title']) {
    const { name, type, bytes, sha256: hash, erased } = seen.materials.find((one) => one.id === id).file;
    assert.deepEqual([name, type, bytes, hash, erased], ['', 'application/pdf', file.length, sha256(file), true]);
    assert.equal((await service.send('GET', `/cases/${kept.caseNo}/materials/${id}`)).status, 404);
  }
  const shown = await (await status(service)).json();
  assert.deepEqual([shown.applicant, shown.phone, shown.site, shown.state], ['', '', '', 'open']);
  for (const path of [
    `/cases/${kept.caseNo}`,
    `/cases/${kept.caseNo}/events`,
    '/cases',
    '/tasks',
    `/status/${kept.caseNo}`,
  ]) {
    const text = await (await service.send('GET', path, { headers: { 'X-Receipt-Code': kept.receiptCode } })).text();
    for (const word of personal) assert.ok(!text.includes(word), `${path} tells ${word}`);
  }
  assert.deepEqual((await service.ask('GET', `/cases/${kept.caseNo}/events`)).body, events);
  assert.deepEqual(await sql(data, `select reason from erasure where case_no = '${kept.caseNo}'`), ['本人要求']);
  await service.act(kept.caseNo, 'supply-plan', 'hold', { reason: 'site-inaccessible' });
  const verified = await verify(['--data', data]);
  assert.equal(verified.code, 0, verified.out);
});

test('a backup made after it holds neither the name nor the files, one made before it does', async () => {
  const later = beside('later.dump');
  assert.equal((await bandian('backup', later, '--data', data)).code, 0);
  const [before, now] = [await textOf(dump), await textOf(later)];
  for (const word of [...personal, '郑十三身份证.pdf', fileInText]) assert.ok(before.includes(word), word);
  for (const word of [...personal, fileInText]) assert.ok(!now.includes(word), word);
  assert.ok(now.includes(kept.caseNo) && now.includes('本人要求'));
});
