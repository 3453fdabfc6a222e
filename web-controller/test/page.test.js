// The page's other pure parts: states and words, colours, codes typed by hand, memory, names, texts.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fill, loadLanguage } from '../page/i18n/texts.js';
import { friendlyName } from '../page/lib/names.js';
import { Storage } from '../page/lib/storage.js';
import { explainCode, lookUp, readLink } from '../page/net/join.js';
import { findGame } from '../page/ui/code-screen.js';
import {
  emptyModel,
  inkOn,
  isColour,
  lineQuality,
  pageState,
  promptKey,
  screenOf,
  statusKey,
} from '../page/ui/state.js';
import { cleanName } from '../shared/names.js';

const PAGE = new URL('../page/', import.meta.url);
const source = (/** @type {string} */ name) => readFileSync(new URL(name, PAGE), 'utf8');
/** The page's scripts and its document, by their paths. */
const SOURCES = readdirSync(PAGE, { recursive: true })
  .map((name) => String(name).replaceAll('\\', '/'))
  .filter((name) => /\.(js|html)$/.test(name));

/** @param {Partial<import('../page/ui/state.js').Model>} change */
const model = (change) => ({ ...emptyModel(), ...change });

test('the state follows from the model', () => {
  /** @type {[Partial<import('../page/ui/state.js').Model>, string, string][]} */
  const table = [
    [{}, 'code', 'code'],
    [{ room: 'K7TQ', link: 'connecting' }, 'connecting', 'join'],
    [{ room: 'K7TQ', link: 'reconnecting' }, 'reconnecting', 'join'],
    [{ room: 'K7TQ', link: 'connected', joined: true }, 'ready', 'join'],
    [{ room: 'K7TQ', link: 'connected', joined: true, started: true }, 'starting', 'play'],
    [{ room: 'K7TQ', link: 'connected', joined: true, started: true, input: 'tilt' }, 'tilt', 'play'],
    [{ room: 'K7TQ', link: 'connected', joined: true, started: true, input: 'touch' }, 'touch', 'play'],
    [{ room: 'K7TQ', link: 'connected', joined: true, started: true, input: 'tilt', asleep: true }, 'asleep', 'play'],
    [{ room: 'K7TQ', link: 'connecting', joined: true, started: true, input: 'tilt' }, 'reconnecting', 'play'],
    [{ room: 'K7TQ', link: 'closed', ended: 'kicked', started: true }, 'ended', 'ended'],
  ];
  for (const [change, state, screen] of table) {
    assert.equal(pageState(model(change)), state);
    assert.equal(screenOf(model(change)), screen);
  }
});

test('status and prompt fit the state', () => {
  const playing = {
    room: 'K7TQ',
    link: /** @type {const} */ ('connected'),
    hostConnected: true,
    input: /** @type {const} */ ('tilt'),
  };
  assert.equal(statusKey(model({})), null);
  assert.equal(statusKey(model(playing)), 'statusConnected');
  assert.equal(statusKey(model({ ...playing, hostConnected: false })), 'statusNoGame');
  assert.equal(promptKey(model({ ...playing, link: 'reconnecting' })), 'promptReconnecting');
  assert.equal(promptKey(model({ ...playing, link: 'connecting', joined: true })), 'promptReconnecting');
  assert.equal(
    promptKey(model({ ...playing, link: 'connecting' })),
    'statusConnecting',
    'nothing is lost before the first time',
  );
  assert.equal(promptKey(model({ ...playing, gone: true, joined: true })), 'promptGone');
  assert.equal(
    promptKey(model({ ...playing, link: 'connecting', gone: true, fault: 'full' })),
    'statusConnecting',
    'nobody knows of an end',
  );
  assert.equal(promptKey(model({ ...playing, input: null })), 'promptStarting');
  assert.equal(promptKey(model(playing)), 'promptWait');
  assert.equal(promptKey(model({ ...playing, asleep: true })), 'promptAsleep');
  assert.equal(promptKey(model({ ...playing, phase: 'lobby' })), 'promptLobby');
  assert.equal(promptKey(model({ ...playing, phase: 'lobby', step: 'left' })), 'stepLeft');
  assert.equal(promptKey(model({ ...playing, phase: 'playing', step: 'left' })), 'promptTilt');
  assert.equal(promptKey(model({ ...playing, phase: 'playing' })), 'promptTilt');
  assert.equal(promptKey(model({ ...playing, phase: 'playing', input: 'touch' })), 'promptTouch');
  const score = { score: 1, best: 2, alive: false };
  assert.equal(promptKey(model({ ...playing, phase: 'playing', score })), 'promptOut');
  assert.equal(promptKey(model({ ...playing, phase: 'results', score })), 'promptResults');
});

test('ink is readable on every colour, at 4.5 to 1 and better', () => {
  /** @param {string} colour */
  const luminance = (colour) =>
    [1, 3, 5]
      .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4))
      .reduce((sum, share, i) => sum + share * ([0.2126, 0.7152, 0.0722][i] ?? 0), 0);
  const steps = ['00', '33', '55', '77', '99', 'bb', 'ff'];
  for (const red of steps)
    for (const green of steps)
      for (const blue of steps) {
        const colour = `#${red}${green}${blue}`;
        const [light, dark] = [luminance(colour), luminance(inkOn(colour))].sort((a, b) => b - a);
        assert((light ?? 0) + 0.05 >= 4.5 * ((dark ?? 1) + 0.05), colour);
      }
  assert(isColour('#ffB000') && !isColour('red') && !isColour('#ffb000;}') && !isColour('#fff'));
});

test('the quality of the connection', () => {
  assert.deepEqual([null, 10, 80, 300].map(lineQuality), ['none', 'good', 'fair', 'poor']);
});

test('typed codes: problems are explained', () => {
  assert.equal(explainCode('')?.key, 'codeEmpty');
  assert.deepEqual(explainCode('k7'), { key: 'codeLength', values: { count: 2 } });
  assert.deepEqual(explainCode('K7To'), { key: 'codeCharacter', values: { character: 'O' } });
  assert.equal(explainCode('k7tq'), null);
  assert.deepEqual(explainCode('K7 T'), { key: 'codeLength', values: { count: 3 } });
  assert.deepEqual(explainCode('Ｋ７Ｔ０'), { key: 'codeCharacter', values: { character: '0' } });
  assert.equal(explainCode('https://play.example/')?.key, 'codeLink');
});

test('a code is found in a link, a sentence, spaces and full-width letters', () => {
  const good = [
    'K7TQ',
    'k7tq',
    ' K7 TQ ',
    'K7-TQ',
    'k 7 t q',
    'Ｋ７ＴＱ',
    'ｋ７　ｔｑ',
    'K7TQ.',
    '“K7TQ”',
    '(K7TQ)',
    'K7\u200bTQ',
    '\ufeffK7TQ\u00a0',
    'K7%20TQ',
    'Code: K7TQ',
    'The code is k7tq',
    'Raum K7TQ',
    'That room, K7TQ!',
    'K7TQ, K7TQ',
    'Ｒｏｏｍ：Ｋ７ＴＱ',
    'https://play.example/?room=K7TQ',
    'play.example/?room=k7tq',
    'Join: https://play.example/?room=K7TQ now',
    '<https://play.example/?room=K7TQ>',
    'https://play.example/?a=b&room=K7TQ&c=d',
    'https://play.example/?ROOM=K7TQ',
    'https://play.example/#room=K7TQ',
    'https://10.0.0.2:7171/?room=K7%20TQ',
    'https%3A%2F%2Fplay.example%2F%3Froom%3DK7TQ',
    'https://l.example/?u=https%253A%252F%252Fplay.example%252F%253Froom%253DK7TQ%2526x',
    '?room=K7TQ%23h=1',
    '?room=K7TQ%2523h=1',
    '?room=https%3A%2F%2Fplay.example%2F%3Froom%3DK7TQ',
    '100% K7TQ',
  ];
  for (const text of good) assert.equal(readLink(text)?.code, 'K7TQ', text);
  for (const text of [
    '',
    '  ',
    'K7T',
    'K7T0',
    'K7TQ2',
    'K7TQ ZZZZ',
    'https://play.example/',
    'https://play.example/?room=',
    'ＫＴ',
    '%',
    'h=1&f=2',
  ]) {
    assert.equal(readLink(text), null, text);
  }
});

test('the rest of a link besides its code is kept, however often it was encoded', () => {
  const offer = { h: '192.168.1.5:7171,[fd00::5]:7171', f: 'abc_-', k: 'secret' };
  const members = 'h=192.168.1.5:7171,%5Bfd00::5%5D:7171&f=abc_-&k=secret';
  for (const [text, code] of /** @type {[string, string][]} */ ([
    [`https://play.example/?room=K7TQ#s=invited&${members}`, 'K7TQ'],
    [`?room=K7TQ%23s=invited&${members}`, 'K7TQ'],
    [`?room=K7TQ${encodeURIComponent(`#s=invited&${members}`)}`, 'K7TQ'],
    [`https://page.example/#${members}&s=invited`, ''],
    [`?${encodeURIComponent(`#s=invited&${members}`)}`, ''],
  ]))
    assert.deepEqual(readLink(text), { code, fragment: offer, invitation: 'invited' }, text);
});

test('the manifest lists the whole page, and the page names nothing else', () => {
  const folder = new URL('../dist/', import.meta.url);
  const bundle = (/** @type {string} */ name) => readFileSync(new URL(name, folder), 'utf8');
  /** @type {{ version: string, document: string, first: string[], files: { path: string, hashed: boolean }[] }} */
  const { version, document, first, files } = JSON.parse(bundle('manifest.json'));
  const paths = files.map(({ path }) => path);
  const there = readdirSync(folder, { recursive: true }).map((name) => String(name).replaceAll('\\', '/'));
  assert.deepEqual(
    there.filter((name) => !/^assets$|^play(\/|$)|^[_.]|^manifest\.json$|\.(br|gz)$/.test(name)).sort(),
    [...paths].sort(),
  );
  assert(bundle(document).includes(`<html data-version="${version}"`));
  for (const path of first) assert(bundle(document).includes(`"./${path}"`), path);
  for (const { path, hashed } of files) {
    assert.equal(hashed, /^assets\/.*-[\w-]{8}\.(js|css)$/.test(path), path);
    if (!hashed || !path.endsWith('.js')) continue;
    for (const [, name] of bundle(path).matchAll(/(?:from|import\(?|URL\() ?[`'"](?:\.\/)?([\w-]+\.[\w.]+)[`'"]/g))
      assert(paths.includes(`assets/${name}`), `${name} in ${path}`);
  }
});

test('looking up a room: each answer has its own words', async () => {
  /** @type {string[]} */
  const asked = [];
  /** @param {() => Response} answer */
  const ask = (answer) =>
    lookUp('K7TQ', 'https://play.example/?room=x', async (url) => {
      asked.push(String(url));
      return answer();
    });
  const json = { headers: { 'content-type': 'application/json' } };
  assert.equal(await ask(() => new Response('{}', json)), null);
  assert.equal((await ask(() => new Response('{}', { status: 404, ...json })))?.key, 'codeUnknown');
  // A file server, with an error page for missing files or with one page for everything.
  for (const status of [404, 200]) assert.equal((await ask(() => new Response('<p>', { status })))?.key, 'codeNoRelay');
  assert.deepEqual(await ask(() => new Response('', { status: 429, headers: { 'retry-after': '7' } })), {
    key: 'codeTooMany',
    values: { seconds: 7 },
  });
  assert.equal((await ask(() => new Response('', { status: 500 })))?.key, 'codeFailed');
  assert.equal(
    (
      await ask(() => {
        throw new TypeError('offline');
      })
    )?.key,
    'codeOffline',
  );
  assert.equal(asked[0], 'https://play.example/api/rooms/K7TQ');
});

test('storage: kept, pruned after a day, and harmless without any', () => {
  /** @type {Map<string, string>} */
  const cells = new Map();
  const backend = {
    getItem: (/** @type {string} */ key) => cells.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => void cells.set(key, value),
  };
  const refusing = () => {
    throw new Error('no storage here');
  };
  for (const storage of [new Storage(() => backend), new Storage(refusing)]) {
    assert.equal(storage.name, '');
    storage.name = 'Ada';
    assert.equal(storage.name, 'Ada');
    assert.deepEqual(storage.preferences, {});
    const preferences = { dead: 2, full: 20, expo: 1, invert: true, steady: true, vibration: false, sound: false };
    storage.preferences = preferences;
    assert.deepEqual(storage.preferences, preferences);
    storage.setSeat('K7TQ', { token: 'a' }, 1000);
    storage.setSeat('K7TQ', { neutral: [4, 0, 0, 0] }, 2000);
    storage.setSeat('ZZZZ', { token: 'b' }, 2000);
    assert.deepEqual(storage.seat('K7TQ', 3000), { token: 'a', neutral: [4, 0, 0, 0], input: '', at: 2000 });
    storage.setSeat('ZZZZ', null, 3000);
    assert.equal(storage.seat('ZZZZ', 3000), null);
    assert.equal(storage.seat('K7TQ', 2000 + 24 * 3600 * 1000), null);
  }
  for (const nonsense of [
    '{',
    '7',
    '[]',
    '{"K7TQ":7}',
    '{"K7TQ":{"token":7}}',
    '{"K7TQ":{"token":"a","neutral":7,"at":0}}',
  ]) {
    cells.set('full-tilt.seats', nonsense);
    cells.set('full-tilt.name', nonsense);
    cells.set('full-tilt.steering', nonsense.replace('"K7TQ"', '"full"').replace('7', '"7"'));
    const storage = new Storage(() => backend);
    assert.equal(storage.seat('K7TQ', 0), null);
    assert.equal(storage.name, '');
    assert.deepEqual(storage.preferences, {});
  }
});

test('friendly names are allowed names', () => {
  for (let i = 0; i < 1; i += 0.01)
    for (let j = 0; j < 1; j += 0.05) {
      const draws = [i, j];
      const name = friendlyName(() => draws.shift() ?? 0);
      assert.equal(cleanName(name), name);
      assert.match(name, /^[A-Z][a-z]+ [A-Z][a-z]+$/);
    }
});

test('texts: English as the fallback, values filled in, every key used', async () => {
  assert.equal((await loadLanguage(['xx', 'en-GB', 'de'])).language, 'en');
  assert.equal((await loadLanguage(['xx', 'de-AT', 'en'])).language, 'de');
  assert.equal((await loadLanguage(['constructor'])).language, 'en');
  assert.equal(fill('{a} and {b}, {c}', { a: 1, b: 'x' }), '1 and x, {c}');
  const used = SOURCES.filter((name) => !name.startsWith('i18n/'))
    .map(source)
    .join('\n');
  const { texts } = await loadLanguage(['en']);
  const words = new Set(used.match(/\w+/g));
  for (const key of Object.keys(texts)) assert(words.has(key), `the text "${key}" is never shown`);
  for (const [, key] of used.matchAll(/data-(?:text|label)="(\w+)"/g))
    assert(Object.hasOwn(texts, String(key)), `there is no text "${key}"`);
});

/** The words of a language by section; those that play begins with are the section `first`. @param {string} tag */
async function sectionsOf(tag) {
  const { language, texts, more } = await loadLanguage([tag]);
  assert.equal(language, tag);
  const { default: party } = await import(`../page/party/texts/${tag}.js`);
  return /** @type {Record<string, Record<string, string | readonly string[]>>} */ ({
    first: texts,
    party,
    ...(await more()),
  });
}

test('every language has all texts, with the same values and the same ways out', async () => {
  const values = (/** @type {string} */ text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  const [english, german] = [await sectionsOf('en'), await sectionsOf('de')];
  const folder = (/** @type {string} */ language) =>
    readdirSync(new URL(`i18n/${language}/`, PAGE))
      .map((name) => name.replace('.js', ''))
      .filter((name) => name !== 'more');
  for (const language of ['en', 'de'])
    assert.deepEqual(Object.keys(english).sort(), ['first', 'party', ...folder(language)].sort());
  assert.deepEqual(Object.keys(german), Object.keys(english));
  for (const [name, section] of Object.entries(english)) {
    const other = german[name] ?? {};
    assert.deepEqual(Object.keys(other), Object.keys(section), name);
    for (const [key, text] of Object.entries(section)) {
      const [ours, theirs] = [[text].flat(), [other[key] ?? ''].flat()];
      assert.deepEqual(theirs.map(values), ours.map(values), `${name}: ${key}`);
      for (const part of [...ours, ...theirs]) assert(part.length > 0, `${name}: ${key}`);
    }
  }
});

test('the second screen has no unused text', async () => {
  const code = SOURCES.filter((name) => /^party\/\w+\.js$/.test(name))
    .map(source)
    .join('\n');
  for (const key of Object.keys((await sectionsOf('en')).party ?? {})) {
    // Keys with an underscore begin with a prefix that is not on the wire; the code puts them together.
    const written = key.includes('_') ? `${key.split('_')[0]}_` : `'${key}'`;
    assert(code.includes(written), `the text "${key}" is never shown`);
  }
});

test('every mode of an evening has its title and its line', async () => {
  const { party = {} } = await sectionsOf('en');
  const modes = (/** @type {string} */ prefix) =>
    Object.keys(party)
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length));
  assert.equal(modes('title_').length, 12);
  assert.deepEqual(modes('line_'), modes('title_'));
});

test('the page requests nothing from other hosts, and has no inline script or style', () => {
  const html = source('index.html');
  for (const [, address] of html.matchAll(/(?:src|href)="([^"]*)"/g)) assert.match(String(address), /^\.\/[\w./-]+$/);
  assert.doesNotMatch(html, /<style|style=|<script(?![^>]*src)|\son\w+=/);
  assert.doesNotMatch(source('ui/style.css'), /url\(|@import/);
});

test('only protocol.js handles JSON on the wire', () => {
  for (const name of SOURCES.filter(
    (file) => file.endsWith('.js') && !['net/protocol.js', 'lib/storage.js'].includes(file),
  )) {
    assert.doesNotMatch(source(name), /JSON\./, name);
  }
});

test('a host has the game if it lists its files', async () => {
  const base = 'https://play.example/full-tilt/?mode=rush';
  const answer = (/** @type {number} */ status, /** @type {string} */ type) => async () =>
    new Response('{}', { status, headers: { 'content-type': type } });
  assert.equal(String(await findGame(base, answer(200, 'application/json'))), 'https://play.example/full-tilt/play/');
  assert.equal(await findGame(base, answer(404, 'application/json')), null);
  // Some hosts answer everything with their start page.
  assert.equal(await findGame(base, answer(200, 'text/html; charset=utf-8')), null);
  assert.equal(await findGame(base, () => Promise.reject(new TypeError('offline'))), null);
});
