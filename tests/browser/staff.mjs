// The desk's people on a real service: who they are, how one signs in, and what is entered behind the page's back.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';

import { dataFolder, removeData, startService } from '../service/service.mjs';

export const password = 'geheim-geheim-1';
export const people = {
  clerk: { user: 'liqiang', name: '李强', department: 'service-center', roles: 'window' },
  manager: { user: 'wangfang', name: '王芳', department: 'power-supply', roles: 'manager,engineer' },
  colleague: { user: 'zhaolei', name: '赵磊', department: 'power-supply', roles: 'manager,engineer' },
  greenery: { user: 'chenjing', name: '陈静', department: 'urban-management', roles: 'permit-officer' },
  roads: { user: 'sunwei', name: '孙伟', department: 'housing-construction', roles: 'permit-officer' },
  police: { user: 'gaojun', name: '高军', department: 'traffic-police', roles: 'permit-officer' },
  supervisor: { user: 'zhouming', name: '周明', department: 'economy-it', roles: 'supervisor' },
};

export const plan = {
  line: 'cable',
  externalLineMetres: 420,
  civilWorks: false,
  permits: {
    greenSpace: [{ place: '北郊公园绿地', areaM2: 12, relocation: false }],
    roadOccupation: [{ road: '新建东路', authority: 'police' }],
    roadExcavation: [{ road: '丝绸路', roadClass: 'urban', surface: 'arterial-asphalt', areaM2: 30 }],
  },
};

export const application = (
  name,
  address,
  attributes = { capacityKva: 630, supplies: 2 },
  process = 'ten-kilovolt',
) => ({ process, applicant: { name, phone: '13812345678' }, site: { address }, attributes, materials: [] });

function addUser(data, { user, name, department, roles }) {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.env.BANDIAN,
      ['user', 'add', user, '--display', name, '--department', department, '--roles', roles, '--data', data],
      { stdio: ['pipe', 'ignore', 'pipe'] },
    );
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`bandian user add ${user} ended with ${code}:\n${said}`)),
    );
    child.stdin.end(`${password}\n`);
  });
}

/// The service with everybody in it. `as(person)` acts over the API as somebody who has just signed in.
export async function startDesk(now) {
  const data = await dataFolder();
  const service = await startService(now, { data });
  for (const person of Object.values(people)) await addUser(data, person);
  let keys = 0;

  async function signIn({ user }) {
    const answer = await fetch(`${service.origin}/api/v1/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: service.origin },
      body: JSON.stringify({ user, password }),
    });
    assert.equal(answer.status, 200, `Expected ${user} to sign in, but got ${await answer.clone().text()}`);
    return answer.headers.get('set-cookie').split(';')[0];
  }

  async function as(person) {
    const cookie = await signIn(person);
    const ask = async (method, path, body, headers = {}) => {
      const answer = await fetch(`${service.origin}/api/v1${path}`, {
        method,
        headers: { Cookie: cookie, Origin: service.origin, 'Content-Type': 'application/json', ...headers },
        body: body && JSON.stringify(body),
      });
      const text = await answer.text();
      assert.ok(answer.ok, `${method} ${path} was answered ${answer.status}: ${text}`);
      return text ? JSON.parse(text) : null;
    };
    return {
      ask,
      open: (of) => ask('POST', '/cases', of, { 'Idempotency-Key': `desk-${++keys}` }),
      /// tasks/accept/complete, file-permits, …
      enter: async (caseNo, path, body = {}) => {
        const { version } = await ask('GET', `/cases/${caseNo}`);
        return ask('POST', `/cases/${caseNo}/${path}`, body, {
          'If-Match': `"${version}"`,
          'Idempotency-Key': `desk-${++keys}`,
        });
      },
    };
  }

  return {
    origin: service.origin,
    as,
    setClock: service.setClock,
    stop: async () => {
      await service.stop();
      await removeData(data);
    },
  };
}

/// Signs in on the page that is open.
export async function signIn(page, { user }) {
  await page.locator('input[autocomplete=username]').fill(user);
  await page.locator('input[autocomplete=current-password]').fill(password);
  await page.keyboard.press('Enter');
}
