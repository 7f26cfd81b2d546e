// Documents, telephone numbers and names as people have them: taken in any spelling, kept in one, found by any.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { bandian } from './outside.mjs';
import { dataFolder, removeData, startService } from './service.mjs';

const data = await dataFolder();
const service = await startService('2018-10-08T09:00:00+08:00', { data });
after(async () => {
  await service.stop();
  await removeData(data);
});

const open = async (applicant, rest = {}) => {
  const response = await service.send('POST', '/cases', {
    body: {
      process: 'ten-kilovolt',
      applicant: { name: '王五', ...applicant },
      site: { address: '周村区' },
      attributes: { capacityKva: 630 },
      ...rest,
    },
  });
  return { status: response.status, ...(await response.json()) };
};
const look = async (caseNo) => (await service.ask('GET', `/cases/${caseNo}`)).body;
const found = async (list, text) => {
  const { items } = (await service.ask('GET', `/${list}?q=${encodeURIComponent(text)}`)).body;
  return [...new Set(items.map((item) => item.caseNo))].sort();
};
const note = (caseNo, text) => service.send('POST', `/cases/${caseNo}/notes`, { body: { text } });
const withdraw = async (caseNo, reason) => {
  const headers = { 'If-Match': `"${(await look(caseNo)).version}"` };
  return service.send('POST', `/cases/${caseNo}/withdraw`, { body: { reason }, headers });
};

test('one telephone number in four spellings is found by any of them, in both lists', async () => {
  const spellings = ['13811112222', '+8613811112222', '+86 138 1111 2222', '138-1111-2222'];
  const cases = [];
  for (const phone of spellings) cases.push((await open({ phone })).caseNo);
  for (const sought of [...spellings, '１３８ 1111 2222', '（+86）138–1111–2222', '138-1111', '11112222'])
    for (const list of ['cases', 'tasks']) assert.deepEqual(await found(list, sought), cases, `${list}: ${sought}`);
  const { applicant } = await look(cases.at(-1));
  assert.deepEqual([applicant.phone, applicant.phoneDialled], ['138-1111-2222', '13811112222'], 'as it was typed');
  assert.equal((await look(cases[0])).applicant.phoneDialled, undefined, 'nothing is dialled but what was typed');
});

test('a fixed number is found with and without country, brackets and extension', async () => {
  const { caseNo } = await open({ phone: '（0533）6181234 转 801' });
  for (const sought of ['0533-6181234', '+86-533-6181234', '6181234', '0533 6181234-801', '618-1234'])
    assert.deepEqual(await found('cases', sought), [caseNo], sought);
  assert.equal((await look(caseNo)).applicant.phoneDialled, '05336181234,801');
  assert.deepEqual(await found('cases', '0533-6181235'), []);
});

test('a customer number is found in any spelling, and an address by what looks like a number', async () => {
  const { caseNo } = await open({ customerNo: '３７０６ 5512 34' }, { site: { address: '周村区正阳路77-3-1204' } });
  assert.equal((await look(caseNo)).applicant.customerNo, '3706551234');
  for (const sought of ['3706551234', '3706 5512 34', '３７０６５５１２３４', '77-3-1204'])
    assert.deepEqual(await found('cases', sought), [caseNo], sought);
});

test('a name is found however it is composed', async () => {
  const { caseNo } = await open({ name: ' Mu\u0308ller\u3000GmbH\u200B' });
  assert.equal((await look(caseNo)).applicant.name, 'M\u00FCller GmbH');
  for (const sought of ['M\u00FCller', 'Mu\u0308ller', 'm\u00FCller gmbh'])
    assert.deepEqual(await found('cases', sought), [caseNo], sought);
});

test('what people have is taken, and it is told which document it is', async () => {
  for (const [typed, kept, type] of [
    ['830000199001010012', '830000199001010012', 'residence-permit'],
    ['３７０３０６１９９００１０１１２３８', '370306199001011238', undefined],
    ['11010519491231002x', '11010519491231002X', undefined],
    ['e12345678', 'E12345678', 'passport'],
    ['H1234567800', 'H1234567800', 'mainland-travel-permit'],
    ['911124198108030024', '911124198108030024', 'permanent-residence'],
  ]) {
    const { applicant } = await look((await open({ idNumber: typed })).caseNo);
    assert.deepEqual([applicant.idNumber, applicant.idType], [kept, type]);
  }
  for (const phone of ['0533-6180000-801', '400-810-0080', '+86-533-6180000', '（0533）6180000'])
    assert.equal((await open({ phone })).status, 201, phone);
  assert.equal((await open({ creditCode: '91370306ma3c0aaa0t' })).status, 201);
});

test('a refusal says which rule was broken, without repeating what it was given', async () => {
  const refused = await open(
    { name: '张\u202E三', phone: '0533-618000', idNumber: '110105491231002', creditCode: '91350100M000100Y44' },
    { attributes: { capacityKva: 1e300, supplies: 0 } },
  );
  assert.equal(refused.status, 422);
  assert.deepEqual(
    refused.errors.map(({ field, code, reason, bound }) => [field, code, reason, bound]),
    [
      ['applicant.name', 'invalid-member', 'text-direction', undefined],
      ['applicant.phone', 'invalid-member', 'phone-length', undefined],
      ['applicant.idNumber', 'invalid-member', 'identity-old', undefined],
      ['applicant.creditCode', 'invalid-member', 'credit-code-check', undefined],
      ['attributes.capacityKva', 'invalid-attribute', 'number-too-large', 1e9],
      ['attributes.supplies', 'invalid-attribute', 'number-too-small', 1],
    ],
  );
  assert.ok(!JSON.stringify(refused).includes('110105491231002'));
});

test('a length is in characters, wherever there is one, and the schema says so', async () => {
  const schema = await (await fetch(`${service.origin}/api/v1/guide/low-voltage/schema`)).json();
  assert.equal(schema.properties.site.properties.address.maxLength, 500);
  const long = `周村${'丝'.repeat(498)}`;
  assert.equal((await open({}, { site: { address: long } })).status, 201);
  const over = await open({}, { site: { address: `${long}𠮷` } });
  assert.deepEqual([over.status, over.field, over.reason, over.bound], [422, 'site.address', 'text-too-long', 500]);
  const { caseNo } = await open({ name: '𠮷'.repeat(500) });
  assert.equal((await note(caseNo, '注'.repeat(2000))).status, 200);
  const refusal = await (await note(caseNo, '注'.repeat(2001))).json();
  assert.deepEqual([refusal.code, refusal.reason, refusal.bound], ['invalid-member', 'text-too-long', 2000]);
  assert.match(refusal.detail, /2000 characters/);
  assert.equal((await withdraw(caseNo, '撤'.repeat(2001))).status, 422);
  assert.equal((await withdraw(caseNo, '撤'.repeat(2000))).status, 200);
});

test('notes keep their lines, places and reasons are cleaned, and blanks alone are nothing', async () => {
  const { caseNo } = await open(
    {},
    { attributes: { capacityKva: 630, permits: { greenSpace: [{ place: ' 人民路\u3000南侧\n' }] } } },
  );
  assert.equal((await look(caseNo)).attributes.permits.greenSpace[0].place, '人民路 南侧');
  assert.equal((await note(caseNo, '\u3000一 \r\n二\u200B\n\n')).status, 200);
  assert.equal((await look(caseNo)).notes[0].text, '一\n二');
  const blank = await note(caseNo, '\u3000\n');
  assert.deepEqual([blank.status, (await blank.json()).reason], [422, 'text-blank']);
  const turned = await withdraw(caseNo, 'x\u2066y'),
    problem = await turned.json();
  assert.deepEqual([turned.status, problem.field, problem.reason], [422, 'reason', 'text-direction']);
});

test('an account is shown by a name that can be read', async () => {
  const add = (display) =>
    bandian(
      'user',
      'add',
      'lihua',
      '--department',
      'power-supply',
      '--roles',
      'manager',
      '--no-password',
      '--display',
      display,
      '--data',
      data,
    );
  const refused = await add('李\u202E华');
  assert.equal(refused.code, 2);
  assert.match(refused.err, /--display.*direction/);
  assert.equal((await add(' 李\u3000华\t')).code, 0);
  assert.match((await bandian('user', 'list', '--data', data)).out, /^lihua {2}李 华 {2}/m);
});
