import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { setImmediate } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { instantOf } from '@gongdan/core';
import { spawnTypescript } from '../../../../test/setup/spawned-program.js';
import { ping } from '../domain/ping.js';
import type { PrivateTargets } from '../domain/target-url.js';
import { Receiver } from '../testing/receiver.js';
import { selfSigned } from '../testing/self-signed.js';
import { CheckedTargets, type Lookup } from './checked-targets.js';
import { Sender } from './sender.js';

const event = ping('event-1', 'webhook-1', 'admin-1', instantOf(0));
const secrets = [`whsec_${Buffer.alloc(32).toString('base64')}`];
const unending = new AbortController().signal;

const send = (
  url: string,
  {
    lookup,
    privateTargets = 'allowed',
    connectMsMax = 1_000,
    answerMsMax = 1_000,
    signal = unending,
    failures = 0,
  }: {
    readonly lookup?: Lookup;
    readonly privateTargets?: PrivateTargets;
    readonly connectMsMax?: number;
    readonly answerMsMax?: number;
    readonly signal?: AbortSignal;
    readonly failures?: number;
  } = {},
) => {
  const targets = new CheckedTargets(privateTargets, 200, ...(lookup ? [lookup] : []));
  const sender = new Sender(targets, { connectMsMax, answerMsMax });
  return sender.send({ url, secrets, event, sentAtMs: 1e12, failures }, signal);
};

let receiver: Receiver;
beforeAll(async () => {
  receiver = await Receiver.open(() => 204);
});
afterEach(() => {
  receiver.received.length = 0;
  receiver.connections = 0;
  receiver.behavesLike(() => 204);
});
afterAll(() => receiver.close());

describe('a target', () => {
  const PUBLIC = '93.184.216.34';
  const refusal = 'has an address that webhooks may not go to';

  it.each([
    ['a loopback address', ['127.0.0.1']],
    ['one private address among public ones', [PUBLIC, '10.0.0.1']],
    ['a private one before public ones', ['192.168.1.1', PUBLIC]],
    ['the metadata of clouds', ['169.254.169.254']],
    ['a mapped address', [PUBLIC, '::ffff:127.0.0.1']],
    ['a 6to4 address', ['2002:7f00:1::1']],
    ['a Teredo address', ['2001:0:7f00:1::1']],
    ['a NAT64 address', ['64:ff9b::7f00:1']],
    ['a NAT64 address for local use', ['64:ff9b:1::7f00:1']],
    ['a unique local address', ['fd00::1']],
    ['what is no address', ['localhost']],
  ])('is refused that resolves to %s', async (_case, addresses) => {
    const url = `https://receiver.example:${receiver.port}/`;
    const lookup = () => Promise.resolve(addresses);
    const outcome = await send(url, { lookup, privateTargets: 'refused' });
    expect(outcome).toMatchObject({ statusCode: null, error: expect.stringContaining(refusal) });
    expect(receiver.connections).toBe(0);
  });

  it.each([
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '127.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::127.0.0.1]',
    '[64:ff9b::127.0.0.1]',
    '[2002:7f00:1::]',
    '0.0.0.0',
    '[::]',
    'localhost',
  ])('is refused that is spelled https://%s', async (host) => {
    const outcome = await send(`https://${host}:${receiver.port}/`, { privateTargets: 'refused' });
    expect(outcome?.error).toContain(refusal);
    expect(receiver.connections).toBe(0);
  });

  it('is refused though it was public when it was looked at first', async () => {
    let answers = [[PUBLIC], ['127.0.0.1']];
    const lookup = () => Promise.resolve(answers.shift() ?? []);
    const targets = new CheckedTargets('refused', 200, lookup);
    const url = `https://receiver.example:${receiver.port}/`;
    expect((await targets.check(url, 0)).ok).toBe(true);
    const sender = new Sender(targets, { connectMsMax: 200, answerMsMax: 200 });
    const sending = { url, secrets, event, sentAtMs: 1e12, failures: 0 };
    expect((await sender.send(sending, unending))?.error).toContain(refusal);
    answers = [];
    expect((await sender.send(sending, unending))?.error).toContain('cannot be resolved');
    expect(receiver.connections).toBe(0);
  });

  it('is resolved once for a delivery, and the address that was checked is the one connected to', async () => {
    let lookups = 0;
    // Whoever resolved a second time would go nowhere.
    const lookup = () => Promise.resolve(lookups++ === 0 ? ['127.0.0.1'] : ['10.255.255.1']);
    const outcome = await send(`http://receiver.example:${receiver.port}/`, { lookup });
    expect(outcome).toMatchObject({ statusCode: 204, error: null });
    expect(lookups).toBe(1);
    expect(receiver.received[0]?.headers['host']).toBe(`receiver.example:${receiver.port}`);
  });

  it('with several addresses is tried at another one each time', async () => {
    const lookup = () => Promise.resolve(['127.0.0.9', '127.0.0.1']);
    const url = `http://receiver.example:${receiver.port}/`;
    const first = await send(url, { lookup, failures: 0 });
    expect(first?.error).toContain('127.0.0.9');
    expect(await send(url, { lookup, failures: 1 })).toMatchObject({ statusCode: 204 });
    expect((await send(url, { lookup, failures: 2 }))?.error).toContain('127.0.0.9');
  });

  it('is not waited for when its name server does not answer', async () => {
    const lookup = () => new Promise<readonly string[]>(() => undefined);
    const outcome = await send('https://receiver.example/', { lookup });
    expect(outcome?.error).toContain('no answer within 200 ms');
  });

  it('is looked up beside one other at most, and once for all its deliveries at a time', async () => {
    const asked: string[] = [];
    const answers: (() => void)[] = [];
    const targets = new CheckedTargets('refused', 1_000, (host) => {
      asked.push(host);
      return new Promise((resolve) => answers.push(() => resolve([PUBLIC])));
    });
    const urls = ['https://a.example/', 'https://b.example/', 'https://c.example/'];
    const checks = [...urls, ...urls].map((url) => targets.check(url, 0));
    expect(asked).toEqual(['a.example', 'b.example']);
    answers.shift()?.();
    await checks[0];
    await checks[3];
    answers.shift()?.();
    await checks[1];
    answers.shift()?.();
    expect((await Promise.all(checks)).every(({ ok }) => ok)).toBe(true);
    expect(asked).toEqual(['a.example', 'b.example', 'c.example']);
  });

  it('is not looked up once nobody waits for it any more: silent name servers would hold up the others', async () => {
    const asked: string[] = [];
    const answers: (() => void)[] = [];
    const targets = new CheckedTargets('refused', 1_500, (host) => {
      asked.push(host);
      return new Promise((resolve) => answers.push(() => resolve([PUBLIC])));
    });
    const silent = ['a', 'b', 'c', 'd'].map((name) => targets.check(`https://${name}.example/`, 0));
    expect((await Promise.all(silent)).map(({ ok }) => ok)).toEqual([false, false, false, false]);
    const check = targets.check('https://e.example/', 0);
    answers.shift()?.();
    while (answers.length < 2) await setImmediate();
    answers.pop()?.();
    expect((await check).ok).toBe(true);
    expect(asked).toEqual(['a.example', 'b.example', 'e.example']);
  });

  it('by plain http is refused where private targets are', async () => {
    const lookup = () => Promise.resolve([PUBLIC]);
    const outcome = await send('http://receiver.example/', { lookup, privateTargets: 'refused' });
    expect(outcome?.error).toContain('must begin with https://');
  });

  it('that is link-local stays refused where private ones are allowed', async () => {
    const lookup = () => Promise.resolve(['169.254.169.254']);
    expect((await send('http://receiver.example/', { lookup }))?.error).toContain(refusal);
  });

  it('is not followed elsewhere', async () => {
    const other = await Receiver.open(() => 204);
    for (const status of [301, 302, 303, 307, 308]) {
      receiver.behavesLike(() => ({ status, headers: { location: other.url } }));
      const outcome = await send(receiver.url);
      expect(outcome).toMatchObject({ statusCode: status, error: 'redirects are not followed' });
    }
    expect(other.connections).toBe(0);
    await other.close();
  });
});

describe('a delivery', () => {
  it.each([200, 201, 202, 204, 299])('is accepted by %d', async (status) => {
    receiver.behavesLike(() => status);
    expect(await send(receiver.url)).toMatchObject({ statusCode: status, error: null });
  });

  it.each([400, 401, 404, 410, 429, 500, 503, 599])('is not accepted by %d', async (status) => {
    receiver.behavesLike(() => status);
    const outcome = await send(receiver.url);
    expect(outcome).toMatchObject({ statusCode: status, error: `answered ${status}` });
  });

  it('fails when no answer comes in time, or the connection is cut', async () => {
    receiver.behavesLike(() => 'silence');
    const silent = await send(receiver.url, { answerMsMax: 100 });
    expect(silent).toMatchObject({
      statusCode: null,
      error: expect.stringContaining('no answer in time'),
    });
    receiver.behavesLike(() => 'reset');
    expect(await send(receiver.url)).toMatchObject({ statusCode: null, error: expect.anything() });
  });

  it('fails when what answers is no HTTP, or a TLS handshake never ends', async () => {
    const sockets = new Set<{ destroy(): unknown }>();
    const odd = createTcpServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('data', (first) => {
        if (first.toString('latin1').startsWith('POST')) socket.write('SSH-2.0-x\r\n');
      });
    });
    odd.listen(0, '127.0.0.1');
    await once(odd, 'listening');
    const { port } = odd.address() as AddressInfo;
    const noHttp = await send(`http://127.0.0.1:${port}/`);
    expect(noHttp).toMatchObject({ statusCode: null, error: expect.stringContaining('Parse') });
    const noTls = await send(`https://127.0.0.1:${port}/`, { connectMsMax: 100 });
    expect(noTls?.error).toContain('no connection in time');
    for (const socket of sockets) socket.destroy();
    odd.close();
  });

  it('is ended by its signal, and then nothing is said of it', async () => {
    const abort = new AbortController();
    receiver.behavesLike(() => {
      abort.abort();
      return 'silence';
    });
    expect(await send(receiver.url, { signal: abort.signal })).toBeUndefined();
    expect(await send(receiver.url, { signal: abort.signal })).toBeUndefined();
  });

  it('goes through no proxy that the environment names', async () => {
    const program = join(import.meta.dirname, '../testing/post-once.ts');
    const nowhere = 'http://127.0.0.1:1';
    const spawned = spawnTypescript(program, {
      URL: receiver.url,
      NODE_USE_ENV_PROXY: '1',
      HTTP_PROXY: nowhere,
      HTTPS_PROXY: nowhere,
    });
    expect(await spawned.line('outcome ')).toContain('"statusCode":204');
    await spawned.closed;
    expect(receiver.received).toHaveLength(1);
  });

  it('keeps no connection open', async () => {
    for (let n = 0; n < 3; n++) await send(receiver.url);
    expect(receiver.connections).toBe(3);
  });
});

describe('over TLS', () => {
  const { key, cert } = selfSigned('hook.example');
  const trusted = getCACertificates();
  const names: (string | false | null)[] = [];
  let server: Server;
  let port: number;
  beforeAll(async () => {
    setDefaultCACertificates([...trusted, cert]);
    server = createServer(
      { key, cert },
      (_request, response) => void response.writeHead(204).end(),
    );
    server.on('secureConnection', (socket) => names.push(socket.servername));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => {
    setDefaultCACertificates(trusted);
    server.close();
  });
  const lookup = () => Promise.resolve(['127.0.0.1']);

  it('the certificate must be the name’s, though the address is connected to', async () => {
    expect(await send(`https://hook.example:${port}/`, { lookup })).toMatchObject({ error: null });
    expect(names).toEqual(['hook.example']);
    const other = await send(`https://other.example:${port}/`, { lookup });
    expect(other?.error).toContain("does not match certificate's altnames");
    const address = await send(`https://127.0.0.1:${port}/`);
    expect(address?.error).toContain("does not match certificate's altnames");
  });

  it('a certificate that nobody vouches for is refused', async () => {
    setDefaultCACertificates(trusted);
    const outcome = await send(`https://hook.example:${port}/`, { lookup });
    expect(outcome?.error).toContain('self-signed');
    setDefaultCACertificates([...trusted, cert]);
  });
});
