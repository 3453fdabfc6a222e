// Takes the pictures of the phone in docs/screenshots: every scene of a party, the states besides it, and the fifteen heads.

import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { host } from './host.js';
import { newPhone, startBrowser } from './phone.js';
import { startRelay } from './relay.js';
import { party, play, STATES } from './scenes.js';

const folder = fileURLToPath(new URL('../../../docs/screenshots/', import.meta.url));
mkdirSync(folder, { recursive: true });

const [relay, browser] = [await startRelay(), await startBrowser()];
try {
  const game = await host(relay.origin);
  const phone = await newPhone(browser);
  await phone.open(`${relay.page}?room=${game.code}`, 'ready');
  await game.joined();
  await phone.pose(40, 7);
  await phone.tap('play');
  await phone.state('tilt');
  for (const scene of party('Ada', 'Eve')) {
    await play(scene, phone, game);
    // In the middle of its movement, and with the usual delay of the connection.
    await phone.page.waitForTimeout(500);
    await phone.page.screenshot({ path: `${folder}phone-${scene.name}.png`, scale: 'css' });
  }
  await heads(phone.page);
  await phone.close();
  game.close();
  for (const { name, show, ...size } of STATES) {
    const [game, phone] = [await host(relay.origin), await newPhone(browser, size)];
    await show({ phone, game, relay });
    await phone.page.waitForTimeout(500);
    await phone.page.screenshot({ path: `${folder}phone-${name}.png`, scale: 'css' });
    await phone.close();
    game.close();
  }
} finally {
  await browser.close();
  await relay.stop();
}

/** All heads in the order of their slots, large and as small as they are on a big screen. @param {import('playwright-core').Page} page */
async function heads(page) {
  const drawing = readFileSync(new URL('../../page/party/badge.js', import.meta.url), 'utf8').replaceAll('export ', '');
  await page.setViewportSize({ width: 5 * 130, height: 3 * 150 });
  await page.evaluate((drawing) => {
    const drawHead = new Function(`${drawing};return drawHead`)();
    const [shapes, patterns] = [
      ['circle', 'triangle', 'square', 'star', 'cross'],
      ['plain', 'ring', 'band'],
    ];
    const colours = ['#ffb000', '#56b4e9', '#00c88c', '#f0e442', '#e678b4'];
    document.body.replaceChildren();
    Object.assign(document.body.style, {
      display: 'grid',
      gridTemplate: 'repeat(3, 1fr) / repeat(5, 1fr)',
      background: '#05070d',
    });
    for (let slot = 0; slot < 15; slot += 1) {
      const [hue, row] = [slot % 5, Math.floor(slot / 5)];
      const cell = document.createElement('div');
      cell.style.setProperty('--player', colours[hue] ?? '');
      cell.style.placeSelf = 'center';
      for (const size of [90, 24]) {
        const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
        svg.setAttribute('viewBox', '-1.6 -1.6 3.2 3.2');
        Object.assign(svg.style, { width: `${size}px`, height: `${size}px` });
        const group = document.createElementNS('http://www.w3.org/2000/svg', 'g');
        group.setAttribute('class', 'head');
        drawHead(group, { shape: shapes[(hue + 2 * row) % 5] ?? '', pattern: patterns[row] });
        svg.append(group);
        cell.append(svg);
      }
      document.body.append(cell);
    }
  }, drawing);
  await page.screenshot({ path: `${folder}phone-heads.png`, scale: 'css' });
}
