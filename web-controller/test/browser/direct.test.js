// The direct path from a real browser: a page of another origin, no relay, a game reached through its offer alone.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { udpTo } from '../path/udp.js';
import { startBrowser } from './phone.js';
import { program } from './program.js';
import { Inbox } from './wait.js';

const OFFER = /^h=(.+)&f=(.+)&k=(.+)$/;
const HELLO = { type: 'hello', protocol: 1, role: 'peer', name: 'Ada' };

/** @type {Inbox<string>} */
const said = new Inbox();
/** @type {{ browser: import('playwright-core').Browser, origin: string, offer: { h: string, f: string, k: string }, end: () => void }} */
let stage;

before(async () => {
  const game = spawn(program('examples/direct_host'), { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface(game.stdout);
  const [, h = '', f = '', k = ''] = OFFER.exec(String((await once(lines, 'line'))[0])) ?? [];
  lines.on('line', (line) => said.push(line));
  const pages = createServer(async (request, answer) => {
    const isModule = request.url === '/direct.js';
    const body = isModule
      ? await readFile(new URL('../../page/net/webrtc.js', import.meta.url))
      : '<!doctype html><title>elsewhere</title>';
    answer.writeHead(200, { 'content-type': isModule ? 'text/javascript' : 'text/html' }).end(body);
  });
  pages.listen(0, '127.0.0.1');
  await once(pages, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (pages.address());
  const end = () => {
    game.kill();
    pages.close();
  };
  stage = { browser: await startBrowser(), origin: `http://127.0.0.1:${port}`, offer: { h, f, k }, end };
});

after(async () => {
  await stage?.browser.close();
  stage?.end();
});

/** Dials in a page of its own, sends this hello and a frame. Returns the texts and frames from the game. @param {unknown} offer @param {unknown} hello */
async function dial(offer, hello, browser = stage.browser) {
  const page = await browser.newPage();
  await page.goto(stage.origin);
  const heard = await page.evaluate(
    async ([offer, hello]) => {
      const path = '/direct.js';
      const { WebRtc, readOffer } = /** @type {typeof import('../../page/net/webrtc.js')} */ (await import(path));
      const read = readOffer(offer);
      if (!read) return { error: 'no offer' };
      return new Promise((resolve) => {
        /** @type {{ texts: string[], kinds: number[], notice: string }} */
        const heard = { texts: [], kinds: [], notice: '' };
        const direct = new WebRtc(read, {
          onOpen: () => direct.say(JSON.stringify(hello)),
          onText: (text) => {
            heard.texts.push(text);
            direct.send(new Uint8Array([2, 0, 7, 0, 0, 0, 0, 0, 0, 0]));
          },
          onFrame: (bytes) => {
            heard.kinds.push(bytes[0] ?? 0);
            if (bytes[0] === 0x80) heard.notice = new TextDecoder().decode(bytes.subarray(1));
            if (heard.notice && heard.kinds.includes(3)) resolve(heard);
          },
          onEnd: () => resolve({ ended: heard.texts }),
        });
      });
    },
    [offer, hello],
  );
  return { page, heard: /** @type {any} */ (heard) };
}

test('a page of another origin gets a seat, steers and receives frames, with the offer alone', async () => {
  const { page, heard } = await dial(stage.offer, HELLO);
  const welcome = JSON.parse(heard.texts[0]);
  assert.deepEqual([welcome.type, welcome.slot, welcome.resumed, welcome.name], ['welcome', 14, false, 'Ada']);
  assert.equal(JSON.parse(heard.notice).text, 'hello');
  await said.wait('touch', (line) => line === 'touch 14 7');
  await page.close();
  // Its page was reloaded, and it returns to its seat.
  const again = await dial(stage.offer, { ...HELLO, seat: welcome.seat });
  assert.deepEqual([JSON.parse(again.heard.texts[0]).slot, JSON.parse(again.heard.texts[0]).resumed], [14, true]);
  await again.page.close();
});

test('a browser that sends its DTLS handshake inside its checks connects as well', async () => {
  const { h, f, k } = stage.offer;
  const udp = await udpTo(`https://nowhere.example/#h=${h}&f=${f}&k=${k}`);
  const browser = await startBrowser(['--force-fieldtrials=WebRTC-IceHandshakeDtls/Enabled/']);
  try {
    const { heard } = await dial({ h: udp.address, f, k }, { ...HELLO, name: 'Bea' }, browser);
    assert.equal(JSON.parse(heard.texts[0]).name, 'Bea');
    assert.ok(udp.longestCheck() > 600, `its checks were long: ${udp.longestCheck()} bytes`);
  } finally {
    await browser.close();
    udp.close();
  }
});

test('with a wrong secret or another certificate it does not open', async () => {
  const { offer } = stage;
  for (const wrong of [
    { ...offer, k: 'x'.repeat(24) },
    { ...offer, f: 'A'.repeat(43) },
  ]) {
    const { page, heard } = await dial(wrong, HELLO);
    assert.deepEqual(heard, { ended: [] });
    await page.close();
  }
});

test('an invalid offer is not dialled', async () => {
  for (const wrong of [
    { ...stage.offer, h: 'game.local:7171' },
    { ...stage.offer, f: 'abc' },
    { h: '', f: '', k: '' },
    null,
  ]) {
    const { page, heard } = await dial(wrong, HELLO);
    assert.deepEqual(heard, { error: 'no offer' });
    await page.close();
  }
});
