// The page's protocol against the vectors that the game's and the relay's code must pass too.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  encodeFrame,
  helloText,
  isNumbered,
  leaveText,
  readMembers,
  readRelayText,
  renameText,
  takeInvitation,
} from '../page/net/protocol.js';
import { GAME_MESSAGES } from '../page/party/messages.js';
import { parseCode } from '../shared/codes.js';
import { cleanName } from '../shared/names.js';
import { decodeFrame, readMessage } from './host-protocol.js';

/** @param {string} name */
const vectors = (name) =>
  JSON.parse(readFileSync(new URL(`../../tests/protocol/${name}.json`, import.meta.url), 'utf8'));
/** @param {string} hex */
const bytes = (hex) => new Uint8Array(Buffer.from(hex, 'hex'));
/** @param {Uint8Array} data */
const hex = (data) => Buffer.from(data).toString('hex');

test('frames: good ones are read and written to the byte', () => {
  const { good } = vectors('frames');
  assert(good.length > 0);
  for (const { name, hex: wanted, frame } of good) {
    assert.deepEqual(decodeFrame(bytes(wanted)), frame, name);
    assert.equal(hex(encodeFrame(frame)), wanted, name);
  }
});

test('frames: bad ones are refused', () => {
  const { bad } = vectors('frames');
  assert(bad.length > 0);
  for (const { name, hex: data } of bad) assert.equal(decodeFrame(bytes(data)), null, name);
});

test('frames: every prefix and every changed byte of a good one is read without throwing', () => {
  for (const { hex: data } of vectors('frames').good) {
    const whole = bytes(data);
    for (let end = 0; end < whole.length; end += 1) decodeFrame(whole.subarray(0, end));
    for (let at = 0; at < whole.length; at += 1) {
      for (let value = 0; value < 256; value += 1) {
        const changed = whole.slice();
        changed[at] = value;
        decodeFrame(changed);
      }
    }
  }
});

test('frames: values out of range saturate, and a NaN becomes 0', () => {
  const frame = decodeFrame(
    encodeFrame({
      kind: 'motion',
      screenAngle: 0,
      gyroscope: true,
      signVerified: false,
      taps: 35,
      seq: 70000,
      t: 2 ** 32 + 5,
      samples: [{ ageMs: 900, acceleration: [1e9, -1e9, NaN], rotationRate: [Infinity, -Infinity, -0.04] }],
    }),
  );
  assert.deepEqual(frame, {
    kind: 'motion',
    screenAngle: 0,
    gyroscope: true,
    signVerified: false,
    taps: 3,
    seq: 70000 % 65536,
    t: 5,
    samples: [{ ageMs: 255, acceleration: [327.67, -327.68, 0], rotationRate: [3276.7, -3276.8, 0] }],
  });
});

test('messages: good ones survive the wire, bad ones are dropped', () => {
  const { good, bad } = vectors('messages');
  assert(good.length > 0 && bad.length > 0);
  for (const { name, json } of good) {
    assert.deepEqual(readMessage(json), json, name);
    assert.deepEqual(decodeFrame(encodeFrame({ kind: 'message', json })), { kind: 'message', json }, name);
    assert.deepEqual(readMessage({ ...json, later: 'unknown members are ignored' }), json, name);
  }
  for (const { name, json } of bad) assert.equal(readMessage(json), null, name);
});

test('the game’s own messages: good ones are read, bad ones are dropped', () => {
  const { good, bad } = vectors('game_messages');
  assert(good.length > 0 && bad.length > 0);
  for (const { name, json } of good) {
    assert.deepEqual(readMembers(GAME_MESSAGES, json), json, name);
    assert.deepEqual(readMembers(GAME_MESSAGES, { ...json, later: 'unknown members are ignored' }), json, name);
  }
  for (const { name, json } of bad) assert.equal(readMembers(GAME_MESSAGES, json), null, name);
});

test('texts: the relay’s texts for phones are understood, those for the host are not', () => {
  const forPhones = /^(peer welcome|host joined|host left|direct|rate|error)/;
  for (const { name, text } of vectors('texts').relay) {
    const read = readRelayText(text);
    if (forPhones.test(name)) assert.equal(read?.type, JSON.parse(text).type, name);
    else assert.equal(read, null, name);
  }
  assert.deepEqual(readRelayText('pong'), { type: 'pong' });
  for (const text of [
    '',
    'hello',
    '[]',
    '{}',
    '{"type":"dance"}',
    '{"type":"welcome","role":"peer"}',
    '{"type":"rate","maxHz":0}',
  ]) {
    assert.equal(readRelayText(text), null, text);
  }
});

test('texts: the relay reads what the page writes', () => {
  /** @type {Map<string, string>} */
  const client = new Map(
    vectors('texts').client.map((/** @type {{ name: string, text: string }} */ { name, text }) => [name, text]),
  );
  assert.equal(helloText('Ada', null), client.get('peer hello'));
  assert.equal(helloText('Ada', 'xyz'), client.get('peer hello, back to a seat'));
  assert.equal(
    helloText('Ada', null, { tie: 'AA' }),
    '{"type":"hello","protocol":1,"role":"peer","name":"Ada","tie":"AA"}',
  );
  assert.equal(renameText('Eve'), client.get('rename'));
  assert.equal(leaveText(), client.get('leave'));
});

test('a welcome by invitation contains the seat’s name; any other does not', () => {
  /** @type {Map<string, string>} */
  const relay = new Map(
    vectors('texts').relay.map((/** @type {{ name: string, text: string }} */ { name, text }) => [name, text]),
  );
  for (const [name, whose] of [
    ['peer welcome', ''],
    ['peer welcome, by invitation', 'Ada'],
  ]) {
    const read = readRelayText(relay.get(String(name)) ?? '');
    assert(read?.type === 'welcome' && read.name === whose, name);
  }
});

test('only the invitation is taken out of a link', () => {
  for (const [hash, invitation, rest] of [
    ['', '', ''],
    ['#', '', ''],
    ['#s=ab-_9', 'ab-_9', ''],
    ['#s=', '', ''],
    ['#h=192.168.1.5:7171,[fe80::1]:7171&f=x%3d&k=y', '', '#h=192.168.1.5:7171,[fe80::1]:7171&f=x%3d&k=y'],
    ['#s=ab&h=1.2.3.4:5&k=s=', 'ab', '#h=1.2.3.4:5&k=s='],
    ['#h=1.2.3.4:5&s=ab&k=y', 'ab', '#h=1.2.3.4:5&k=y'],
    ['#h=1.2.3.4:5&k=y&s=ab', 'ab', '#h=1.2.3.4:5&k=y'],
    ['#ks=ab', '', '#ks=ab'],
  ]) {
    assert.deepEqual(takeInvitation(String(hash)), [invitation, rest], hash);
  }
});

test('codes', () => {
  const { good, bad } = vectors('codes');
  for (const { input, code } of good) assert.equal(parseCode(input), code);
  for (const input of bad) assert.equal(parseCode(input), null, input);
  assert.equal(parseCode('K7Tı'), null, 'a dotless i is no I, and no T either');
});

test('names', () => {
  for (const { input, name } of vectors('names')) assert.equal(cleanName(input), name, JSON.stringify(input));
  assert.equal(cleanName('A\ud800da'), 'Ada', 'half a character is none');
});

test('a numbered name is recognised as the wished one', () => {
  for (const [name = '', wish = ''] of [
    ['Ada 2', 'Ada'],
    ['Ada 15', 'Ada'],
    ['Ada 2 2', 'Ada 2'],
    ['xxx 2', 'xxxxx'],
  ])
    assert(isNumbered(name, wish), name);
  for (const [name = '', wish = ''] of [
    ['Ada', 'Ada'],
    ['Ada', 'Adam'],
    ['Ada', ''],
    ['Eve 2', 'Ada'],
    ['Ada2', 'Ada'],
  ])
    assert(!isNumbered(name, wish), name);
});
