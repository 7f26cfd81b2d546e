// Signing in at a real OpenID provider (oidc-provider, certified), through its own pages.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { dataFolder, removeData, setCookies, startService } from './service.mjs';

const now = () => new Date(Date.now()).toISOString().replace(/\.\d+Z$/, 'Z');
const secret = 'a secret that only the two of them know';
let provider, issuer, service, data, folder, publicUrl;

/// A browser as far as it matters: it keeps cookies by host and follows nobody by itself.
class Visitor {
  jar = new Map();
  async ask(url, options = {}) {
    const { host } = new URL(url);
    const cookies = [...(this.jar.get(host) ?? new Map())].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      redirect: 'manual',
      ...options,
      headers: { ...(cookies && { Cookie: cookies }), ...options.headers },
    });
    const kept = this.jar.get(host) ?? new Map();
    for (const line of setCookies(response.headers)) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      if (value) kept.set(name, value);
      else kept.delete(name);
    }
    this.jar.set(host, kept);
    return response;
  }
  /// Off to the provider, through its sign-in and its consent, up to the address it sends him back to.
  async signInAt(start, login) {
    let url = start;
    for (let step = 0; step < 15; ++step) {
      const response = await this.ask(url);
      const next = response.headers.get('Location');
      if (next) {
        url = new URL(next, url).href;
        if (url.startsWith(`${publicUrl}/api/v1/session/oidc/callback`)) return url;
        continue;
      }
      const page = await response.text();
      const action = page.match(/<form[^>]*action="([^"]+)"/)?.[1];
      assert.ok(action, `${url} ${response.status} has no form: ${page.slice(0, 300)}`);
      const prompt = page.match(/name="prompt" value="([^"]+)"/)[1];
      const body = new URLSearchParams(prompt === 'login' ? { prompt, login, password: 'x' } : { prompt });
      const sent = await this.ask(new URL(action, url).href, { method: 'POST', body });
      url = new URL(sent.headers.get('Location'), url).href;
    }
    throw new Error('the provider does not come to an end');
  }
}

/// The service is asked at its own address, whatever the public one says.
const inside = (url) => url.replace(publicUrl, service.origin);

before(async () => {
  const { Provider } = await import('oidc-provider');
  const server = createServer((request, response) => provider.callback()(request, response));
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  issuer = `http://127.0.0.1:${server.address().port}`;
  publicUrl = 'https://desk.example';
  provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'bandian',
        client_secret: secret,
        redirect_uris: [`${publicUrl}/api/v1/session/oidc/callback`],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    pkce: { required: () => true, methods: ['S256'] },
    cookies: { keys: ['test'] },
  });
  provider.on('server_error', (_, fault) => console.error(fault));
  folder = await mkdtemp(join(tmpdir(), 'bandian-oidc-'));
  await writeFile(join(folder, 'secret'), secret);
  data = await dataFolder();
  service = await startService(now(), {
    data,
    args: [
      '--oidc-issuer',
      issuer,
      '--oidc-client',
      'bandian',
      '--oidc-secret-file',
      join(folder, 'secret'),
      '--public-url',
      publicUrl,
    ],
  });
  const { status, stderr } = spawnSync(
    process.env.BANDIAN,
    [
      'user',
      'add',
      'lin',
      '--department',
      'power-supply',
      '--roles',
      'manager',
      '--no-password',
      '--subject',
      'lin-of-the-district',
      '--data',
      data,
    ],
    { encoding: 'utf8' },
  );
  assert.equal(status, 0, stderr);
  service.closeProvider = () => server.close();
});
after(async () => {
  service.closeProvider();
  await service.stop();
  await removeData(data);
  await rm(folder, { recursive: true });
});

test('somebody the provider vouches for is signed in as the account that is his', async () => {
  const visitor = new Visitor();
  const back = await visitor.signInAt(`${service.origin}/api/v1/session/oidc`, 'lin-of-the-district');
  const response = await visitor.ask(inside(back));
  assert.equal(response.status, 200, await response.clone().text());
  // A header for each, in whichever order the server's library sends them: the session, and that he is back.
  const [gone, signedIn, ...others] = setCookies(response.headers).sort();
  assert.match(signedIn, /^__Host-bandian=[\w-]+; Path=\/; Secure; HttpOnly; SameSite=Strict$/);
  assert.equal(others.length, 0);
  assert.match(gone, /^__Host-bandian-oidc=; Path=\/; .*Max-Age=0$/);
  const session = await (await visitor.ask(`${service.origin}/api/v1/session`)).json();
  assert.equal(session.user, 'lin');
  assert.deepEqual(session.roles, ['manager']);
});

test('the session that his browser had ends, whichever way he had signed in', async () => {
  const visitor = new Visitor();
  const home = new URL(service.origin).host;
  await visitor.ask(inside(await visitor.signInAt(`${service.origin}/api/v1/session/oidc`, 'lin-of-the-district')));
  const former = visitor.jar.get(home).get('__Host-bandian');
  const who = (secret) =>
    fetch(`${service.origin}/api/v1/session`, { headers: { Cookie: `__Host-bandian=${secret}` } });
  assert.equal((await who(former)).status, 200);
  const back = inside(await visitor.signInAt(`${service.origin}/api/v1/session/oidc`, 'lin-of-the-district'));
  // A Strict cookie is kept back on the way home, which another site begins.
  visitor.jar.get(home).delete('__Host-bandian');
  assert.equal((await visitor.ask(back)).status, 200);
  const next = visitor.jar.get(home).get('__Host-bandian');
  assert.notEqual(next, former);
  assert.equal((await who(next)).status, 200);
  assert.equal((await who(former)).status, 401);
});

test('a code that comes back twice, or to another browser, signs nobody in', async () => {
  const visitor = new Visitor();
  const back = inside(await visitor.signInAt(`${service.origin}/api/v1/session/oidc`, 'lin-of-the-district'));
  assert.equal((await new Visitor().ask(back)).status, 401, 'another browser holds no state');
  assert.equal((await visitor.ask(back.replace(/state=[^&]+/, 'state=forged'))).status, 401);
  assert.equal((await visitor.ask(back)).status, 200);
  const again = await visitor.ask(back);
  assert.equal(again.status, 401);
  assert.equal((await again.json()).code, 'not-vouched-for');
});

test('somebody without an account here is told so and gets no session', async () => {
  const visitor = new Visitor();
  const response = await visitor.ask(
    inside(await visitor.signInAt(`${service.origin}/api/v1/session/oidc`, 'a-stranger')),
  );
  assert.equal(response.status, 403);
  assert.equal((await response.json()).code, 'no-account');
  assert.equal((await visitor.ask(`${service.origin}/api/v1/session`)).status, 401);
});

test('without a provider there is no such route', async () => {
  const other = await startService(now());
  assert.equal((await fetch(`${other.origin}/api/v1/session/oidc`, { redirect: 'manual' })).status, 404);
  await other.stop();
});
