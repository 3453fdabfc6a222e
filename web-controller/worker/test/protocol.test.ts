/** The wire format, with the vectors that also test the other edition, the game and the page. */

import { describe, expect, test } from 'vitest';

import codes from '../../../tests/protocol/codes.json';
import names from '../../../tests/protocol/names.json';
import seatNames from '../../../tests/protocol/seat_names.json';
import texts from '../../../tests/protocol/texts.json';
import { parseCreateRoom } from '../src/protocol/bodies';
import { parseCode, randomCode } from '../src/protocol/codes';
import { cleanName, defaultName, seatName } from '../src/protocol/names';
import { isTooLong, parseClientText, type RelayText, toText } from '../src/protocol/texts';
import { hashToken, matchesHash, randomToken } from '../src/protocol/tokens';

describe('codes', () => {
  test.each(codes.good)('$input is $code', ({ input, code }) => expect(parseCode(input)).toBe(code));
  test.each(codes.bad)('"%s" is none', (input) => expect(parseCode(input)).toBeNull());

  test('all characters are equally likely, and no other is drawn', () => {
    const counts = new Map<string, number>();
    // Every byte four times: what is drawn from them is exact.
    const bytes = Array.from({ length: 1024 }, (_, i) => i & 255);
    for (let i = 0; i < (4 * 232) / 4; i += 1) {
      for (const character of randomCode(() => bytes.shift() ?? 0))
        counts.set(character, (counts.get(character) ?? 0) + 1);
    }
    expect([...counts.values()]).toEqual(Array.from({ length: 29 }, () => 32));
  });
});

test.each(names)('the name "$input" becomes "$name"', ({ input, name }) => expect(cleanName(input)).toBe(name));

test('half a character is removed', () => expect(cleanName('A\ud800da')).toBe('Ada'));

test.each(seatNames)('"$wish" beside $taken becomes "$name"', ({ wish, slot, taken, name }) => {
  expect(seatName(wish, slot, taken)).toBe(name);
  expect(cleanName(name)).toBe(name);
});

test('a player without a name is named after the slot', () =>
  expect([defaultName(0), defaultName(14)]).toEqual(['Player 1', 'Player 15']));

test.each(texts.client)('$name is understood, and means what it says', ({ text }) => {
  const parsed = parseClientText(text);
  const said = JSON.parse(text) as Record<string, unknown>;
  if (parsed.type !== 'hello') return expect(parsed).toEqual(said);
  const { type, protocol, ...hello } = said;
  expect([type, protocol]).toEqual(['hello', 1]);
  expect(parsed.hello).toMatchObject({ lane: 0, ...hello });
});

test.each(texts.bad_client)('$name is refused as $error', ({ text, error }) => {
  expect(parseClientText(text).type).toBe(error === 'unknown_type' ? 'unknown' : error);
});

test.each(texts.relay)('$name can be said', ({ text }) => {
  expect(JSON.parse(toText(JSON.parse(text) as RelayText))).toEqual(JSON.parse(text));
});

test('a text is measured in bytes', () => {
  expect([isTooLong('x'.repeat(4096)), isTooLong('x'.repeat(4097))]).toEqual([false, true]);
  expect([isTooLong('ä'.repeat(2048)), isTooLong('ä'.repeat(2049))]).toEqual([false, true]);
});

test.each([
  ['', 15],
  ['{}', 15],
  ['{"maxPeers":3,"later":true}', 3],
  ['{"maxPeers":0}', null],
  ['{"maxPeers":16}', null],
  ['{"maxPeers":"3"}', null],
  ['{"maxPeers":2.5}', null],
  ['[]', null],
  ['x', null],
])('a room asked for with "%s" has %s seats', (body, seats) => expect(parseCreateRoom(body)).toBe(seats));

test('a token is recognised by its hash, and no other is', () => {
  const token = randomToken();
  expect(token).toMatch(/^[A-Za-z0-9_-]{22}$/);
  expect(randomToken()).not.toBe(token);
  const hash = hashToken(token);
  expect(hash).not.toContain(token);
  expect([token, `${token}x`, '', randomToken()].map((presented) => matchesHash(hash, presented))).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
